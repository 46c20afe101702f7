// Makes sure of what a command needs before anything is installed, says in a line what it does, and goes on.
// Plain JavaScript on Node alone: it runs on a fresh clone. `node scripts/ensure.mjs test|start|bench|services`

import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensurePackages } from './ensure/packages.mjs'
import { ensurePrograms } from './ensure/programs.mjs'
import { ensureSite } from './ensure/site.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const oldest = [20, 19]

const FLASHING = ['xz', 'zstd', 'mtools', 'debugfs']
const PACKAGING = ['dpkg-shlibdeps', 'readelf', 'g++', 'aarch64-linux-gnu-g++', 'apt-ftparchive', 'gpg']

const programsFor = {
  test: () => [
    ...['avr-gcc', 'mosquitto', 'socat', 'chromium', 'ffmpeg', 'age', 'swift', 'turnserver'],
    ...['avrdude', 'openscad', 'shellcheck', 'lintian', 'qemu-aarch64-static', 'mkfs.vfat', 'sfdisk'],
    ...PACKAGING,
    ...FLASHING,
  ],
  start: (args) => ['ffmpeg', ...(args.includes('--pty') ? ['socat'] : [])],
  bench: () => ['mosquitto', 'ffmpeg', 'swift', 'chromium', 'janus'],
  flash: () => FLASHING,
  package: () => PACKAGING,
  services: (args) => [...(args.includes('swift') ? ['swift'] : []), ...(args.includes('turn') ? ['turnserver'] : [])],
}

/** Who shows the pages; the others can do without. */
const showsPages = new Set(['test', 'start', 'bench'])

function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  console.error(
    `This is Node ${process.versions.node}; Hausrecht needs ${oldest.join('.')} or newer: https://nodejs.org`,
  )
  process.exit(1)
}

/** Ends the process with a next step if Node or the packages cannot be had; goes on without a system program. */
export async function ensure(purpose, args = []) {
  ensureNode()
  if (!(await ensurePackages(root))) process.exit(1)
  await ensurePrograms(programsFor[purpose](args))
  if (showsPages.has(purpose) && !(await ensureSite(root))) process.exit(1)
}

/** Runs one of the project's TypeScript programs in this one's place: same terminal, signals and exit code. */
export function runProgram(path, args) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file, ...args], { stdio: 'inherit' })
  // A terminal sends Ctrl-C to the child as well; what comes from elsewhere is passed on.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? 128 + constants.signals[signal]
      resolve()
    })
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [purpose = '', ...args] = process.argv.slice(2)
  if (!Object.hasOwn(programsFor, purpose)) {
    console.error(`node scripts/ensure.mjs ${Object.keys(programsFor).join('|')}`)
    process.exit(2)
  }
  await ensure(purpose, args)
}
