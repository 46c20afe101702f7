// As much of MQTT 3.1.1 as an idle door speaks, as bytes: a client library would weigh more than the door itself.

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

/** §2.2.3: seven bits a byte. */
const lengthOf = (bytes: number): Buffer => {
  const digits: number[] = []
  for (let left = bytes; ; left >>= 7) {
    if (left < 128) return Buffer.from([...digits, left])
    digits.push((left & 0x7f) | 0x80)
  }
}

const packet = (first: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([first]), lengthOf(body.length), body])
}

const number = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])

/** Clean session, user name and password. */
export const connect = (clientId: string, username: string, password: string, keepalive: number): Buffer =>
  packet(0x10, text('MQTT'), Buffer.from([4, 0xc2]), number(keepalive), text(clientId), text(username), text(password))

export const subscribe = (id: number, filters: readonly string[]): Buffer =>
  packet(0x82, number(id), ...filters.flatMap((filter) => [text(filter), Buffer.from([1])]))

export const publish = (id: number, topic: string, payload: string, retain: boolean): Buffer =>
  packet(0x32 | (retain ? 1 : 0), text(topic), number(id), Buffer.from(payload))

const puback = (id: number): Buffer => packet(0x40, number(id))

export const CONNACK = 2
export const PUBACK = 4
export const SUBACK = 9
const PUBLISH = 3

export interface Read {
  /** Types of the packets, with the byte that says yes or no where there is one. */
  readonly packets: readonly { readonly type: number; readonly code: number }[]
  /** What must be answered to messages of QoS 1. */
  readonly answers: readonly Buffer[]
  /** The begin of a packet that is not all there yet. */
  readonly rest: Buffer
}

/** Reads whole packets off the front. Those of the bridge to a door are short: two bytes of length at most matter. */
export const read = (bytes: Buffer): Read => {
  const packets: { type: number; code: number }[] = []
  const answers: Buffer[] = []
  let at = 0
  for (;;) {
    const next = frame(bytes, at)
    if (!next) return { packets, answers, rest: bytes.subarray(at) }
    const { begin, end } = next
    const type = (bytes[at] ?? 0) >> 4
    packets.push({ type, code: bytes[begin + 1] ?? 0 })
    if (type === PUBLISH && ((bytes[at] ?? 0) & 0x06) !== 0) {
      answers.push(puback(bytes.readUInt16BE(begin + 2 + bytes.readUInt16BE(begin))))
    }
    at = end
  }
}

const frame = (bytes: Buffer, at: number): { readonly begin: number; readonly end: number } | undefined => {
  let length = 0
  for (let place = 0; place < 4; place += 1) {
    const byte = bytes[at + 1 + place]
    if (byte === undefined) return undefined
    length += (byte & 0x7f) * 128 ** place
    if (byte >= 128) continue
    const begin = at + 2 + place
    return begin + length <= bytes.length ? { begin, end: begin + length } : undefined
  }
  return undefined
}
