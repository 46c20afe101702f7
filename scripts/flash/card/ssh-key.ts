// Public SSH keys as they stand in a .pub file (sshd(8), AUTHORIZED_KEYS): which may log in on the Pi. Pure.

const KINDS =
  /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)$/

const MOST = 16

export type SshKeys =
  | { readonly is: 'keys'; readonly lines: readonly string[] }
  | { readonly is: 'private' }
  | { readonly is: 'none' }

/** RFC 4253 §6.6: the blob names its own kind first. */
const isBlobOf = (kind: string, blob: string): boolean => {
  if (!/^[A-Za-z\d+/]+=*$/.test(blob)) return false
  const bytes = Buffer.from(blob, 'base64')
  return (
    bytes.length > 40 && bytes.readUInt32BE(0) === kind.length && bytes.toString('latin1', 4, 4 + kind.length) === kind
  )
}

/** One key a line; a comment is kept when it is plain. Options before a key are refused: they could run a command. */
export const readSshKeys = (text: string): SshKeys => {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return { is: 'private' }
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const keys: string[] = []
  for (const line of lines) {
    const [kind = '', blob = '', ...comment] = line.split(/\s+/)
    if (!KINDS.test(kind) || !isBlobOf(kind, blob)) return { is: 'none' }
    const note = comment.join(' ')
    keys.push([kind, blob, ...(/^[\w.@ +-]{1,80}$/.test(note) ? [note] : [])].join(' '))
  }
  return keys.length === 0 || keys.length > MOST ? { is: 'none' } : { is: 'keys', lines: keys }
}
