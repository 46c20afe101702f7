// Runs a command of the system within a time limit, with a sign of life while it takes long.

import { spawn } from 'node:child_process'

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself, never began, or belongs to root.
  }
}

/**
 * Ends a command that is not done within `limit` seconds.
 * @returns {Promise<{ ok: boolean, why: string, printed: string }>} `why` holds the end of what was printed
 */
export function runCommand(command, args, limit) {
  return new Promise((resolve) => {
    const began = Date.now()
    let printed = ''
    // A group of its own, so that a helper of a killed command is ended too.
    const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const pipes = [child.stdout, child.stderr]
    for (const pipe of pipes) {
      pipe.on('data', (chunk) => {
        printed = (printed + chunk).slice(-100_000)
      })
    }
    const stop = () => {
      endGroup(child)
      process.exit(130)
    }
    const tick = setInterval(() => console.log(`  … ${Math.round((Date.now() - began) / 1000)} s`), 15_000)
    const timer = setTimeout(() => {
      endGroup(child)
      child.unref()
      settle(false, `not done within ${limit} s`)
    }, limit * 1000)
    const settle = (ok, why) => {
      clearInterval(tick)
      clearTimeout(timer)
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop)
      // A daemon that apt has started may hold the pipes open for ever.
      for (const pipe of pipes) pipe.destroy()
      const lastLines = printed.trimEnd().split('\n').slice(-6)
      resolve({ ok, printed, why: [why, ...lastLines].filter(Boolean).join('\n  ') })
    }
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
    child.once('error', (error) => settle(false, error.message))
    // The last of what it printed may still be in the pipes.
    child.once('exit', (code) => setTimeout(settle, 50, code === 0, `exit code ${code}`))
  })
}
