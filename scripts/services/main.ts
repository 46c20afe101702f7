// Runs one service in the foreground: says how to reach it on one line of JSON, ends it with itself.

import { HausrechtError } from '#protocol/fault.ts'
import { startSwift } from './swift/swift.ts'

const SERVICES = { swift: startSwift } as const

const isService = (name: string): name is keyof typeof SERVICES => Object.hasOwn(SERVICES, name)

const run = async (name = ''): Promise<void> => {
  if (!isService(name))
    throw new HausrechtError('usage', `node scripts/services.mjs ${Object.keys(SERVICES).join('|')}`)
  const service = await SERVICES[name]()
  const { endpoint, accessKey, secretKey, region } = service
  const reach = { endpoint, accessKey, secretKey, region }
  process.stdout.write(`${JSON.stringify({ ready: true, service: name, ...reach, pid: process.pid })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      service.end().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

run(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof HausrechtError ? `${error.code}: ${error.message}` : String(error)}\n`)
  process.exitCode = error instanceof HausrechtError && error.code === 'usage' ? 2 : 1
})
