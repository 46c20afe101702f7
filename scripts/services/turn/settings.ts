// How coturn is set up as the house's own relay: credentials of minutes by a shared secret, UDP alone, bounds on what
// one key can use, and nothing of the house's network behind it can be reached through it.

export interface TurnSettings {
  readonly ip: string
  readonly port: number
  /** Ports of allocations. */
  readonly relayPorts: readonly [number, number]
  readonly secret: string
  readonly folder: string
  /** `loopback` only for trying it on one machine. */
  readonly peers: 'public' | 'loopback'
}

/** RFC 6890, RFC 8190: whatever is not for the whole world. */
const NOT_PUBLIC = [
  '0.0.0.0-0.255.255.255',
  '10.0.0.0-10.255.255.255',
  '100.64.0.0-100.127.255.255',
  '127.0.0.0-127.255.255.255',
  '169.254.0.0-169.254.255.255',
  '172.16.0.0-172.31.255.255',
  '192.0.0.0-192.0.0.255',
  '192.168.0.0-192.168.255.255',
  '198.18.0.0-198.19.255.255',
  '224.0.0.0-255.255.255.255',
  '::1',
  '::ffff:0:0-::ffff:ffff:ffff',
  'fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  'fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
]

/** A viewer and a door take one allocation each; a page that is opened anew leaves one behind for a while. */
const PER_KEY = 8
const IN_ALL = 100
/** 8 Mbit/s: the full picture twice over. */
const BYTES_A_SECOND = 1_000_000
const NONCE_SECONDS = 600

/** The text of `turnserver.conf`. */
export const turnSettings = ({ ip, port, relayPorts, secret, folder, peers }: TurnSettings): string => {
  const reach = peers === 'loopback' ? ['allow-loopback-peers'] : NOT_PUBLIC.map((range) => `denied-peer-ip=${range}`)
  const lines = [
    `listening-ip=${ip}`,
    `relay-ip=${ip}`,
    `listening-port=${port}`,
    `min-port=${relayPorts[0]}`,
    `max-port=${relayPorts[1]}`,
    'realm=hausrecht',
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    'fingerprint',
    ...reach,
    'no-multicast-peers',
    'no-tcp-relay',
    'no-tls',
    'no-dtls',
    'no-cli',
    'no-rfc5780',
    'no-software-attribute',
    `stale-nonce=${NONCE_SECONDS}`,
    `user-quota=${PER_KEY}`,
    `total-quota=${IN_ALL}`,
    `max-bps=${BYTES_A_SECOND}`,
    `userdb=${folder}/turn.sqlite`,
    `pidfile=${folder}/turn.pid`,
    // Addresses of viewers are nobody's business afterwards.
    'log-file=stdout',
    'no-stdout-log',
  ]
  return `${lines.join('\n')}\n`
}
