// Reads the kernel's lists of what is mounted and swapped to (proc(5)). Pure.

export interface Mount {
  /** Major and minor number, as in 8:1. */
  readonly number: string
  readonly at: string
  readonly source: string
}

/** Spaces and the like stand as octal numbers in these lists. */
const plain = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** proc(5), /proc/PID/mountinfo: the source stands second behind the hyphen. */
export const readMounts = (mountinfo: string): readonly Mount[] =>
  mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ', 2)
    const [, , number, , at] = before.split(' ')
    const source = after.split(' ')[1]
    return number && at && source ? [{ number, at: plain(at), source: plain(source) }] : []
  })

/** proc(5), /proc/swaps: a headline, then one a line, the path first. */
export const readSwaps = (swaps: string): readonly string[] =>
  swaps
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(/\s+/)[0] || [])
    .map(plain)

/** Where a running system has what it runs from. */
const SYSTEM = new Set([
  '/',
  '/boot',
  '/boot/efi',
  '/boot/firmware',
  '/usr',
  '/var',
  '/home',
  '/etc',
  '/nix',
  '/run/live/medium',
])

export const isSystemMount = (at: string): boolean => SYSTEM.has(at)
