// The agent: the door, and everything that reaches it, wired to each other. Reads as a list; decides nothing.

import type { Logger } from 'pino'
import { parseCanonical } from '#protocol/canonical.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { type SigningKey, verifyKey } from '#protocol/keys.ts'
import { CHALLENGE_ROTATION } from '#protocol/limits.ts'
import { JournalHeadSchema } from '#protocol/notice.ts'
import { CommandSchema } from '#protocol/request.ts'
import type { TopicName } from '#protocol/topics.ts'
import { type DoorId, type Millis, minutes, type Thumbprint } from '#protocol/units.ts'
import { inBackground } from './background.ts'
import type { BoltPort } from './bolt/port.ts'
import type { RecorderPort } from './camera/port.ts'
import type { DoorClock } from './clock/door-clock.ts'
import { createDoor, type Door } from './door/door.ts'
import type { Outage } from './journal/outage.ts'
import type { JournalPort } from './journal/port.ts'
import { createLink, type Link } from './link/link.ts'
import { createPump } from './link/pump.ts'
import type { LivePort } from './live/port.ts'
import { createLocalAnswers } from './local/answers.ts'
import { createLocalServer, type LocalPlace, type LocalServer } from './local/server.ts'
import { createPairing, type Pairing } from './pairing/pairing.ts'
import { createKeypad, type PinAnswer } from './pin/keypad.ts'
import type { PinStore } from './pin/store.ts'

/** A state is said at least this often, so that its age tells whether the door is there. */
const STATE_EACH = minutes(1)

export interface AgentParts {
  readonly key: SigningKey
  /** The machine's clocks: for waits, and for what the bridge checks by its own time. */
  readonly clock: Clock
  /** The door's own time: for decisions and the journal. */
  readonly time: Omit<DoorClock, 'start'>
  readonly journal: JournalPort
  readonly outage: Outage
  readonly bolt: BoltPort
  readonly recorder: RecorderPort
  readonly live: LivePort
  readonly pins: PinStore
  readonly hold: Millis
  readonly version: string
  readonly log: Logger
  readonly bridge: { readonly url: string; readonly ca?: string }
  readonly local: readonly LocalPlace[]
  /** The code is readable on the rig itself, and nowhere else. */
  showCode?(code: string | undefined): void
}

export interface Agent {
  readonly id: DoorId
  readonly door: Door
  readonly pairing: Pairing
  readonly link: Link
  readonly localPorts: readonly (number | undefined)[]
  close(): Promise<void>
}

export const createAgent = async (parts: AgentParts): Promise<Agent> => {
  const { key, clock, time, journal, bolt, log } = parts
  const id = key.thumbprint as DoorId
  const door = createDoor({
    ...parts,
    door: id,
    say: (name, payload, request) => link.say(name, payload, request === undefined ? {} : { request }),
  })

  const bridgeId = async (): Promise<Thumbprint | undefined> => {
    const { paired } = journal.memory()
    return paired && (await verifyKey(paired.bridge)).thumbprint
  }
  let audience = await bridgeId()

  const rotate = async (): Promise<void> => {
    const challenge = await door.challenge()
    await link.say('challenge', challenge)
  }
  const rotating = (): void => {
    if (link.up) inBackground(rotate(), log, 'no new challenge')
  }

  const trust = parts.bridge.ca === undefined ? {} : { ca: parts.bridge.ca }
  const link: Link = createLink({
    door: id,
    clock,
    log,
    session: () => audience && { url: parts.bridge.url, key, audience, now: () => clock.now(), ...trust },
    heard: (name, payload) => heard(name, payload),
    up: async () => {
      noteLink(true)
      const ownership = await door.ownership()
      if (ownership !== undefined) await link.say('ownership', ownership)
      await rotate()
      await link.say('state', await door.state())
      // Only now: the bridge takes no journal of a door whose owner it does not know.
      pump.start()
    },
    down: (reason) => {
      log.warn({ reason }, 'the bridge is away')
      pump.stop()
      noteLink(false)
    },
  })
  const pump = createPump(journal, link, log)

  /** Written only when it changes and holds: a link that flickers must not fill the journal. */
  let noted = false
  const noteLink = (connected: boolean): void => {
    if (connected === noted) return
    noted = connected
    inBackground(journal.append({ kind: 'link', connected }), log, 'not journalled')
  }

  const heard = async (name: TopicName, payload: string): Promise<void> => {
    switch (name) {
      case 'revocations':
        await door.revocations(payload)
        return
      case 'order':
        await door.orders.take(payload, false)
        return
      case 'journalHead': {
        const head = JournalHeadSchema.safeParse(parseCanonical(payload))
        if (head.success) pump.from(head.data)
        return
      }
      case 'command': {
        const command = CommandSchema.safeParse(parseCanonical(payload))
        if (!command.success) {
          log.warn('the bridge sent a command that is none')
          return
        }
        const { request, admission, relay, revocations } = command.data
        if (revocations !== undefined) await door.revocations(revocations)
        await door.request(request, { via: 'bridge', admission, ...(relay === undefined ? {} : { relay }) })
        return
      }
      case 'signalUp':
        await parts.live.signal(payload)
        return
      default:
        return
    }
  }

  const pairing = createPairing({
    key,
    clock,
    log,
    url: parts.bridge.url,
    ...trust,
    now: () => clock.now(),
    show: (code) => {
      bolt.signal(code === undefined ? 'off' : 'pairing')
      parts.showCode?.(code)
    },
    step: (step) => {
      const what = step === 'refused' ? ({ step, code: 'pairing_code_wrong' } as const) : { step }
      inBackground(journal.append({ kind: 'pairing', ...what }), log, 'not journalled')
    },
    accept: async ({ owner, bridge, at }) => {
      time.told(at)
      await door.pair(owner.jwk, bridge.jwk)
      audience = bridge.thumbprint
      log.info({ owner: owner.thumbprint }, 'paired')
      link.renew()
    },
  })

  const pinAnswered = (answer: PinAnswer): void => {
    if (answer.is === 'right') inBackground(door.pinOpens(), log, 'an opening by PIN failed')
    else bolt.signal('refused')
    if (answer.is === 'failed') log.error({ err: answer.error }, 'a PIN could not be checked')
  }
  const keypad = createKeypad({ clock, time, journal, pins: parts.pins, answered: pinAnswered })
  if (parts.pins.problem) log.error({ err: parts.pins.problem }, 'no PIN opens')

  const unlisten: Cancel[] = [
    bolt.listen((event) => {
      if (event.kind === 'key') keypad.press(event.key)
    }),
    () => keypad.close(),
    journal.listen(() => pump.nudge()),
    parts.outage.listen(() => door.publish()),
    parts.recorder.listen(() => door.publish()),
    parts.live.listen(() => door.publish()),
    bolt.listen(onPress(() => inBackground(pairing.open(), log, 'the pairing window could not be opened'))),
    clock.every(CHALLENGE_ROTATION, rotating),
    clock.every(STATE_EACH, () => {
      door.publish()
      pump.nudge()
    }),
  ]

  const answers = createLocalAnswers({ door, pairing, key })
  const servers: LocalServer[] = []
  for (const place of parts.local) servers.push(await createLocalServer({ log, answer: answers }, place))

  return {
    id,
    door,
    pairing,
    link,
    localPorts: servers.map((server) => server.port),
    close: async () => {
      for (const cancel of unlisten) cancel()
      door.close()
      await Promise.all([pairing.close(), link.close(), ...servers.map((server) => server.close())])
      await Promise.all([parts.live.close(), parts.recorder.close()])
      await bolt.close()
      await time.close()
      await journal.close()
    },
  }
}

/** Calls once for each press of the pairing button. A button held since before the agent came up is no press. */
const onPress = (press: () => void): Parameters<BoltPort['listen']>[0] => {
  let down = true
  return (event) => {
    if (event.kind === 'lost') down = true
    if (event.kind !== 'reading') return
    const { pairing } = event.reading
    if (pairing && !down) press()
    down = pairing
  }
}
