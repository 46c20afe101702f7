// Runs a command of the system within a time limit, with a sign of life while it takes long.

import { spawn } from 'node:child_process'

/**
 * @param {{ limit: number, show?: boolean, env?: Record<string, string> }} how `limit` in seconds; `show` lets it print
 * @returns {Promise<{ ok: boolean, why: string }>} `why` names what went wrong, with the end of what was printed
 */
export function runCommand(command, args, { limit, show = false, env = {} }) {
  return new Promise((resolve) => {
    const began = Date.now()
    let printed = ''
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      // A group of its own, so that a helper of a killed command is ended too.
      detached: true,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    })
    const end = () => {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself, or never began.
      }
    }
    const stop = (signal) => {
      end()
      process.exit(128 + (signal === 'SIGINT' ? 2 : 15))
    }
    const tick = setInterval(() => console.log(`  … ${Math.round((Date.now() - began) / 1000)} s`), 15_000)
    const timer = setTimeout(() => {
      end()
      // What runs as root may outlive the attempt to end it: it is not waited for.
      child.unref()
      settle(false, `not done within ${limit} s`)
    }, limit * 1000)
    const settle = (ok, why) => {
      clearInterval(tick)
      clearTimeout(timer)
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve({ ok, why: [why, ...printed.trimEnd().split('\n').slice(-3)].filter(Boolean).join('\n  ') })
    }
    const keep = (chunk) => {
      printed = (printed + chunk).slice(-4000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    child.once('error', (error) => settle(false, error.message))
    child.once('exit', (code) => settle(code === 0, `exit code ${code}`))
  })
}
