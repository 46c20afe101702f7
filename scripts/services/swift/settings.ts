// Settings of a Swift of one machine: one device, one copy of everything, four processes on loopback.

import { userInfo } from 'node:os'

export const KINDS = ['account', 'container', 'object'] as const
export type Kind = (typeof KINDS)[number]
export type Daemon = Kind | 'proxy'
export type SwiftPorts = Readonly<Record<Daemon, number>>

/** For this one machine and run: whoever can reach loopback here may have it. */
export const KEYS = { accessKey: 'hausrecht:clips', secretKey: 'only-on-this-machine', region: 'us-east-1' } as const
const [ACCOUNT, USER] = KEYS.accessKey.split(':')

const shared = (folder: string, port: number): string[] => [
  '[DEFAULT]',
  'bind_ip = 127.0.0.1',
  `bind_port = ${port}`,
  // In the one process: nothing forks, so nothing is left behind.
  'workers = 0',
  `user = ${userInfo().username}`,
  `swift_dir = ${folder}`,
  `devices = ${folder}/devices`,
  'mount_check = false',
  'log_level = ERROR',
]

/** A busy machine must not turn a listing into one that comes later. */
const PATIENCE = ['node_timeout = 30', 'conn_timeout = 10', 'container_update_timeout = 30']

const storage = (kind: Kind, folder: string, port: number): string[] => [
  ...shared(folder, port),
  ...PATIENCE,
  '[pipeline:main]',
  `pipeline = ${kind}-server`,
  `[app:${kind}-server]`,
  `use = egg:swift#${kind}`,
]

const FILTERS: readonly string[] = [
  'catch_errors',
  'healthcheck',
  'proxy-logging:proxy_logging',
  'cache:memcache',
  's3api',
  'tempauth',
  'bulk',
  'slo',
  'symlink',
  'versioned_writes',
]

const filterLines = (filter: string): string[] => {
  const [name = '', egg = name] = filter.split(':')
  return [`[filter:${name}]`, `use = egg:swift#${egg}`, ...(EXTRA[name] ?? [])]
}

const EXTRA: Readonly<Record<string, readonly string[]>> = {
  s3api: [`location = ${KEYS.region}`, 'ratelimit_as_client_error = true'],
  tempauth: [`user_${ACCOUNT}_${USER} = ${KEYS.secretKey} .admin`],
  versioned_writes: ['allow_object_versioning = true'],
  cache: ['memcache_servers = 127.0.0.1:1'],
}

const proxy = (folder: string, port: number): string[] => {
  const names = FILTERS.map((filter) => filter.split(':')[0])
  return [
    ...shared(folder, port),
    '[pipeline:main]',
    `pipeline = ${[...names, 'proxy-logging', 'proxy-server'].join(' ')}`,
    '[app:proxy-server]',
    'use = egg:swift#proxy',
    'account_autocreate = true',
    'node_timeout = 30',
    'conn_timeout = 10',
    ...FILTERS.flatMap(filterLines),
  ]
}

/** The text of `<daemon>-server.conf`. */
export const settingsOf = (daemon: Daemon, folder: string, ports: SwiftPorts): string =>
  `${(daemon === 'proxy' ? proxy(folder, ports.proxy) : storage(daemon, folder, ports[daemon])).join('\n')}\n`
