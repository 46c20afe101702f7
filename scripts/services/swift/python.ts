// Swift's own Python, the system's: makes rings and runs daemons. Each dies with this process, even when that is
// killed, and says its last words where we can read them.

import { type ChildProcess, spawn } from 'node:child_process'

const PYTHON = '/usr/bin/python3'

/** prctl(2), PR_SET_PDEATHSIG with SIGKILL. */
const WITH_US = 'import ctypes, sys; ctypes.CDLL(None).prctl(1, 9)'

/** Arguments: folder, then kind and port of each. One device, one copy, 16 partitions. */
const RINGS = `${WITH_US}
from swift.common.ring import RingBuilder
folder = sys.argv[1]
for pair in sys.argv[2:]:
    kind, port = pair.split(':')
    ring = RingBuilder(4, 1, 1)
    ring.add_dev({'id': 0, 'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'disk', 'weight': 1.0,
                  'replication_ip': '127.0.0.1', 'replication_port': int(port), 'meta': ''})
    ring.rebalance()
    ring.get_ring().save('%s/%s.ring.gz' % (folder, kind))
`

/** Arguments: settings file, name of the daemon. */
const DAEMON = `${WITH_US}
from swift.common.wsgi import run_wsgi
sys.exit(run_wsgi(sys.argv[1], sys.argv[2] + '-server', verbose=True))
`

const python = (script: string, args: readonly string[]): ChildProcess =>
  spawn(PYTHON, ['-c', script, ...args], { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' })

export const makeRings = (folder: string, rings: readonly string[]): ChildProcess => python(RINGS, [folder, ...rings])

export const runDaemon = (settings: string, name: string): ChildProcess => python(DAEMON, [settings, name])
