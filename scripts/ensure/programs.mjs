// Installs system programs through apt where that needs no password; otherwise prints the line to type.

import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { runCommand } from './command.mjs'

/** Debian's packages for each program, and the other names it goes by. */
const known = {
  'avr-gcc': { packages: ['gcc-avr', 'binutils-avr', 'avr-libc'] },
  // Daemons live in sbin, which is not on everybody's path.
  mosquitto: { packages: ['mosquitto'], names: ['/usr/sbin/mosquitto'], service: 'mosquitto' },
  ffmpeg: { packages: ['ffmpeg'] },
  age: { packages: ['age'] },
  socat: { packages: ['socat'] },
  swift: {
    packages: ['swift-proxy', 'swift-account', 'swift-container', 'swift-object'],
    names: ['/usr/bin/swift-proxy-server'],
    service: ['swift-proxy', 'swift-account', 'swift-container', 'swift-object'],
  },
  turnserver: { packages: ['coturn'], service: 'coturn' },
  janus: { packages: ['janus'], service: 'janus' },
  'apt-ftparchive': { packages: ['apt-utils'] },
  gpg: { packages: ['gnupg'] },
  'dpkg-shlibdeps': { packages: ['dpkg-dev'] },
  lintian: { packages: ['lintian'] },
  // For writing cards, and for the little images that stand for them in tests.
  mtools: { packages: ['mtools'] },
  debugfs: { packages: ['e2fsprogs'], names: ['/usr/sbin/debugfs'] },
  'mkfs.vfat': { packages: ['dosfstools'], names: ['/usr/sbin/mkfs.vfat'] },
  shellcheck: { packages: ['shellcheck'] },
  sfdisk: { packages: ['fdisk'], names: ['/usr/sbin/sfdisk'] },
  xz: { packages: ['xz-utils'] },
  zstd: { packages: ['zstd'] },
  avrdude: { packages: ['avrdude'] },
  openscad: { packages: ['openscad'] },
  'qemu-aarch64-static': { packages: ['qemu-user-static', 'libc6-arm64-cross', 'libstdc++6-arm64-cross'] },
  'aarch64-linux-gnu-g++': { packages: ['g++-aarch64-linux-gnu', 'binutils-aarch64-linux-gnu'] },
  readelf: { packages: ['binutils'] },
  'g++': { packages: ['g++', 'make', 'python3'] },
  chromium: { packages: ['chromium'], names: ['chromium-browser', 'google-chrome', 'google-chrome-stable'] },
}

const folders = (process.env.PATH ?? '').split(delimiter)

function isThere(name) {
  return folders.some((folder) => {
    try {
      accessSync(resolve(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

const isMissing = (program) => ![program, ...(known[program].names ?? [])].some(isThere)

/** What to put before a command to run it as root without a password; null if there is no way. */
async function rootPrefix() {
  if (process.getuid?.() === 0) return []
  if (!isThere('sudo')) return null
  return (await runCommand('sudo', ['-n', 'true'], 5)).ok ? ['sudo', '-n'] : null
}

async function asRoot(prefix, line, limit) {
  const [command, ...args] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...line]
  return runCommand(command, args, limit)
}

async function install(prefix, program) {
  const { packages, service } = known[program]
  console.log(`Installing ${program} (apt-get install ${packages.join(' ')}).`)
  const options = ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=60', '-o', 'Acquire::Retries=1']
  const { ok, why } = await asRoot(prefix, ['apt-get', 'install', ...options, ...packages], 600)
  if (!ok) console.log(`  That failed (${why}).`)
  // Debian starts what it installs, on ports of ours; only the programs are wanted.
  if (ok && service !== undefined && existsSync('/run/systemd/system')) {
    await asRoot(prefix, ['systemctl', 'disable', '--now', ...[service].flat()], 30)
  }
}

async function installAll(missing) {
  const prefix = await rootPrefix()
  if (prefix === null || !isThere('apt-get')) return
  const { ok, why } = await asRoot(prefix, ['apt-get', 'update', '-qq', '-o', 'Acquire::Retries=1'], 120)
  if (!ok) {
    console.log(`apt-get update failed (${why}).`)
    return
  }
  for (const program of missing) await install(prefix, program)
}

/** Goes on without what cannot be had: the tests that need it then say that they are skipped. */
export async function ensurePrograms(programs) {
  const missing = programs.filter(isMissing)
  if (missing.length === 0) return
  console.log(`Missing on this system: ${missing.join(', ')}.`)
  await installAll(missing)
  const still = missing.filter(isMissing)
  if (still.length === 0) return
  const packages = still.flatMap((program) => known[program].packages).join(' ')
  console.log(`Going on without ${still.join(', ')}. To have it all, type:`)
  console.log(`  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}`)
}
