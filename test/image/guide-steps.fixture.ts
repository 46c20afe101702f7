// What somebody who follows docs/build-a-rig.md does at each of its blocks, and looks at afterwards. The block itself is
// run as it stands there.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Simulator } from '#hardware/simulator/program.ts'
import type { openChannel } from '#scripts/release/channel.fixture.ts'
import { sourcesFile } from '#scripts/release/channel.ts'
import { publicKeys } from '#scripts/release/keys.ts'
import { pause, until } from '#test/support/wait.ts'
import type { Container } from './container.ts'
import type { Desk, Running } from './guide-desk.fixture.ts'
import { handsAt } from './guide-hands.fixture.ts'
import { plugIn, startPi } from './guide-pi.fixture.ts'
import type { Arch } from './roots.ts'

/** What a test of the guide has at hand. */
export interface Stage {
  readonly arch: Arch
  readonly card: string
  readonly desk: Desk
  /** Its first block, for the Pi too. */
  readonly set: string
  readonly channel: Awaited<ReturnType<typeof openChannel>>
  /** What stays open in other terminals. */
  readonly open: Running[]
  readonly board: Simulator
  pi?: Container
}

type Step = (block: string, stage: Stage) => Promise<void>

const MINUTES = 60_000
const CHANNEL = 8088
const NEWER = '0.1.1'
const PIN = '258046'

const piOf = ({ pi }: Stage): Container => {
  if (!pi) throw new Error('the Pi has no card yet')
  return pi
}

/** On the Pi, through the real ssh. */
const onPi = (block: string, stage: Stage, hear?: (piece: string, type: (text: string) => void) => void) =>
  stage.desk.run('ssh "$PI" "$TYPED"', {
    env: { TYPED: `set -e\n${stage.set}\n${block}` },
    within: 10 * MINUTES,
    ...(hear && { hear }),
  })

const mustOnPi = async (block: string, stage: Stage, hear?: Parameters<typeof onPi>[2]): Promise<string> => {
  const { code, said } = await onPi(block, stage, hear)
  assert.is(code, 0, `${block}\n${said.slice(-4000)}`)
  return said
}

const packages: Step = async (block, { desk }) => {
  await desk.must(block, { online: true, within: 20 * MINUTES })
}

const flash: Step = async (block, { desk }) => {
  const said = await desk.must(block, { within: 5 * MINUTES })
  assert.match(said, /verifying 100 %/)
}

const firstBoot: Step = async (block, stage) => {
  const port = Number(new URL(stage.channel.url).port)
  stage.pi = await startPi(stage.card, stage.arch, stage.board, { [CHANNEL]: port })
  await stage.desk.reach(stage.pi.pid())
  const answers = async (): Promise<boolean> => {
    await pause(1000)
    return (await stage.desk.run('ssh "$PI" true')).code === 0
  }
  await until(answers, 'the Pi lets its owner in', 3 * MINUTES)
  const said = await stage.desk.must(block, { within: 10 * MINUTES })
  assert.match(said, /^active\nactive$/m)
}

const pi: Step = async (block, stage) => {
  await mustOnPi(block, stage)
}

/** There is no camera here: all that it is asked for is to find that out. */
const withoutCamera = (said: string): void => {
  assert.match(said, /one part did not pass/i)
  assert.match(said, /\/dev\/hausrecht-camera/)
}

const rig: Step = async (block, stage) => {
  // Step 1 of the wiring.
  if (block.includes('rig flash')) await plugIn(piOf(stage))
  const asksCamera = block.includes('camera') || !/--only|rig flash/.test(block)
  const { code, said } = await onPi(block, stage, handsAt(stage.board.rig))
  if (asksCamera) return withoutCamera(said)
  assert.is(code, 0, `${block}\n${said.slice(-4000)}`)
}

const key: Step = async (block, { desk }) => {
  const said = await desk.must(block)
  assert.match(said, /\b24 \w+/)
}

/** Stays open in a terminal of its own; over once every port it names is there. */
const tunnel: Step = async (block, { desk, open }) => {
  open.push(desk.start(block, { within: 60 * MINUTES }))
  for (const [, port] of block.matchAll(/-L (\d+):/g))
    await until(
      async () => (await desk.run(`exec 3<>/dev/tcp/127.0.0.1/${port}`)).code === 0,
      `the tunnel of port ${port}`,
      MINUTES,
    )
}

const pair: Step = async (block, stage) => {
  const isShown = async (): Promise<boolean> => {
    // The door may still be greeting its board: then nobody hears the button.
    stage.board.rig.world.press('pairing', 300)
    await pause(2000)
    return (await piOf(stage).run('test -s /var/lib/hausrecht/device/pairing-code')).code === 0
  }
  await until(isShown, 'a code is shown', 2 * MINUTES)
  await stage.desk.must(block)
}

const status: Step = async (block, { desk }) => {
  let said = ''
  const isLocked = async (): Promise<boolean> => {
    said = await desk.must(block)
    await pause(500)
    return /\blocked\b/.test(said)
  }
  await until(isLocked, 'the door is locked', MINUTES).catch((fault: unknown) => {
    throw new Error(`${String(fault)}: ${said}`)
  })
}

const unlock: Step = async (block, { desk, board }) => {
  const visit = desk.run(block)
  await until(() => board.rig.observe().bolt.place === 'out', 'the bolt is out', MINUTES)
  board.rig.world.door.open()
  await pause(500)
  board.rig.world.door.close()
  const { code, said } = await visit
  assert.is(code, 0, said)
  assert.match(said, /closed: door shut, bolt measured home/)
}

const app: Step = async (block, { desk }) => {
  const said = await desk.must(block)
  const address = /http:\/\/127\.0\.0\.1:8080\/setup(?=#key=\S+)/.exec(said)?.[0]
  assert.ok(address, said)
  const page = await desk.must(`node -e 'fetch("${address}").then(async (r) => console.log(r.status, await r.text()))'`)
  assert.match(page, /^200 <!doctype html>/i)
}

const local: Step = async (block, { desk }) => {
  await desk.must(block)
}

const pin: Step = async (block, { desk, board }) => {
  const hear = (piece: string, type: (text: string) => void): void => {
    // Once it does not show what is typed.
    if (/(PIN|again): *$/.test(piece)) setTimeout(() => type(`${PIN}\n`), 500)
  }
  const { code, said } = await desk.run(block, { tty: true, hear })
  assert.is(code, 0, said)
  assert.match(said, /PIN 0 is set/)
  assert.not.match(said, new RegExp(PIN))
  board.rig.world.type(`0${PIN}#`)
  await until(() => board.rig.observe().bolt.place === 'out', 'the PIN opens', MINUTES)
  await until(() => board.rig.observe().bolt.place === 'home', 'and the door locks', MINUTES)
}

interface Version {
  readonly current?: string
  readonly answers?: string
  readonly trial?: object
}

const runs = (stage: Stage, version: string): Promise<void> =>
  until(
    async () => {
      await pause(1000)
      const said = await piOf(stage).run('node /var/lib/hausrecht-versions/device/settle.mjs status')
      const { current, answers, trial } = JSON.parse(said.stdout || '{}') as Version
      return current === version && answers === version && trial === undefined
    },
    `${version} runs and stays`,
    4 * MINUTES,
  )

/** A newer version in a channel that this Pi knows, as docs/updates.md says. */
const offer = async ({ desk, channel, arch, ...stage }: Stage): Promise<void> => {
  const packages = join(channel.folder, 'newer')
  await mkdir(packages)
  const build = `npm run package -- device bridge --arch ${arch} --quick --version ${NEWER} --to ${packages}`
  await desk.must(build, { online: true, within: 20 * MINUTES })
  channel.release([], { packages, keep: 5 })
  const into = piOf({ desk, channel, arch, ...stage })
  const files = {
    '/usr/share/keyrings/hausrecht.asc': publicKeys(channel.home, [channel.key]),
    '/etc/apt/sources.list.d/hausrecht.sources': sourcesFile(`http://10.0.2.100:${CHANNEL}`),
  }
  for (const [path, text] of Object.entries(files)) {
    await writeFile(join(channel.folder, 'file'), text)
    await into.copyIn(join(channel.folder, 'file'), path)
  }
}

const update: Step = async (block, stage) => {
  await offer(stage)
  await mustOnPi(block, stage)
  await runs(stage, NEWER)
}

const back: Step = async (block, stage) => {
  await mustOnPi(block, stage)
  const about = await readFile(join(stage.desk.clone, 'package.json'), 'utf8')
  const { version } = JSON.parse(about) as { version: string }
  await runs(stage, version)
}

const down: Step = async (block, stage) => {
  let answered = false
  await mustOnPi(block, stage, (piece, type) => {
    if (!answered && /\[Y\/n\]/.test(piece)) {
      answered = true
      type('y\n')
    }
  })
  const { stdout } = await piOf(stage).run('systemctl is-active hausrecht-device; ls /var/lib/hausrecht/device')
  assert.match(stdout, /^inactive\n[\s\S]*journal/)
  await until(() => stage.board.rig.observe().bolt.place === 'home', 'the microcontroller locks', MINUTES)
}

/** Every name that a block of the guide may have. */
export const STEPS: Readonly<Record<string, Step>> = {
  // Typed first in every terminal.
  set: async () => undefined,
  ...{ packages, flash, 'first-boot': firstBoot, pi, rig, key, tunnel, pair, status, unlock, app, local, pin },
  ...{ update, back, down },
}
