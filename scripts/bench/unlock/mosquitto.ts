// mosquitto beside the bridge in the same run: what a QoS 1 message from a client back to itself takes there.
// The client is MQTT.js with its defaults; a subscription is asked for with QoS 0, as by its default, or with QoS 1.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectPlain, type MqttClient } from '../../home-assistant/broker/session.ts'
import { answers, freePort } from '../parts/ports.ts'
import { startProgram } from '../parts/program.ts'
import { until, within } from '../parts/wait.ts'

export interface Mosquitto {
  /**
   * Echoes back to back.
   * @param heard QoS of the subscription; it makes the difference, see docs/benchmarks.md
   * @returns milliseconds from each publish until the message is back and its acknowledgement too
   */
  echoes(payload: string, times: number, heard: 0 | 1): Promise<number[]>
  end(): Promise<void>
}

const LIMIT = 5000

/** As it comes but for the port, and that it takes anybody; or with `set_tcp_nodelay true` as well. */
const settings = (port: number, noDelay: boolean): string =>
  [`listener ${port} 127.0.0.1`, 'allow_anonymous true', ...(noDelay ? ['set_tcp_nodelay true'] : []), ''].join('\n')

const echoing = async (client: MqttClient, topic: string, payload: string, times: number): Promise<number[]> => {
  let arrived: () => void = () => undefined
  const hear = (from: string): void => {
    if (from === topic) arrived()
  }
  client.on('message', hear)
  const took: number[] = []
  for (let time = 0; time < times; time += 1) {
    const back = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const sent = performance.now()
    const said = client.publishAsync(topic, payload, { qos: 1 })
    await within(Promise.all([said, back]), 'the echo', LIMIT)
    took.push(performance.now() - sent)
  }
  client.off('message', hear)
  return took
}

/** Starts a mosquitto of its own and connects to it. */
export const startMosquitto = async (folder: string, noDelay: boolean): Promise<Mosquitto> => {
  const port = await freePort()
  const file = join(folder, `mosquitto-${port}.conf`)
  await writeFile(file, settings(port, noDelay))
  // Debian keeps daemons where not everybody looks.
  const script = 'PATH="$PATH:/usr/sbin"; echo started; exec mosquitto -c "$0"'
  const broker = await startProgram({ name: 'mosquitto', command: '/bin/sh', args: ['-c', script, file] })
  try {
    await until(() => answers(port), 'mosquitto answers', LIMIT)
    const options = { protocolVersion: 4, reconnectPeriod: 0, connectTimeout: LIMIT } as const
    const client = await connectPlain(`mqtt://127.0.0.1:${port}`, options)
    for (const qos of [0, 1] as const) await client.subscribeAsync(`echo/${qos}`, { qos })
    return {
      echoes: (payload, times, heard) => echoing(client, `echo/${heard}`, payload, times),
      end: async () => {
        client.end(true)
        await broker.end()
      },
    }
  } catch (fault) {
    await broker.end()
    throw fault
  }
}
