// Asks for something that must not be seen: no echo, and never from a pipe by accident.

import { fault } from './spoken.ts'

const ENTER = new Set(['\r', '\n', '\u0004'])
const LONGEST = 128

export const askSecret = (question: string): Promise<string> => {
  const { stdin, stderr } = process
  if (!stdin.isTTY) return Promise.reject(fault('no_terminal'))
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (): void => {
      stdin.off('data', hear)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
    }
    const hear = (piece: string): void => {
      for (const key of piece) {
        if (key === '\u0003') {
          end()
          reject(fault('stopped'))
          return
        }
        if (ENTER.has(key)) {
          end()
          resolve(typed)
          return
        }
        typed = key === '\u007f' ? typed.slice(0, -1) : (typed + key).slice(0, LONGEST)
      }
    }
    stdin.on('data', hear)
  })
}
