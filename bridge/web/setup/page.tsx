// Set-up: a key, then a door. Whoever comes with a key that owns doors here already goes straight in.

import './setup.css'
import { signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { VerifyKey } from '#protocol/keys.ts'
import type { OwnerApp } from '../core/owner-app.ts'
import { stage as appStage, begin } from '../shell/stage.ts'
import { codeOf } from '../shell/trouble.tsx'
import { takeCarried } from './carried.ts'
import { Linked } from './linked.tsx'
import { NameDoor, Pair } from './pair.tsx'
import { Restore } from './restore.tsx'
import { first, partOf, type Stage } from './stages.ts'
import { Trouble } from './trouble.tsx'
import { Quiz, Title, Welcome, Words } from './welcome.tsx'
import { say } from './words.ts'

/** How long the bridge may take to say which doors there are, before a new one is asked for. */
const LOOK_LIMIT = 6000

const keptApp = () => (appStage.value.at === 'ready' ? appStage.value.app : undefined)

/** Outside of the page, which is drawn anew around the opened app half-way through. */
const current = signal<Stage | undefined>(undefined)
const code = signal('')

const to = (stage: Stage): void => {
  current.value = stage
}
const fail = (error: unknown, back: Stage): void => to({ at: 'fault', code: codeOf(error), back })

/** Back to a browser that knows no key. */
const forget = (app: OwnerApp): void => {
  app.wipe().then(
    () => location.replace('/setup'),
    (error: unknown) => fail(error, { at: 'welcome' }),
  )
}

const leave = (app: OwnerApp): void => {
  app.go('/')
  current.value = undefined
}

const pause = (wait: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, wait))

/** Keeps the key, opens the app and looks for doors. */
const enter = async (seed: string, from: 'here' | 'paper' | 'link'): Promise<void> => {
  to({ at: 'opening' })
  try {
    const app = await begin(seed)
    if (from === 'paper') await app.noteWordsChecked()
    await Promise.race([app.firstLook, pause(LOOK_LIMIT)])
    if (app.doors.value.length > 0 && code.value === '') leave(app)
    else to({ at: from === 'link' && app.doors.value.length === 0 ? 'linked' : 'pair', code: code.value })
  } catch (error) {
    fail(error, { at: 'welcome' })
  }
}

const open = (seed: string, from: Parameters<typeof enter>[1]): void => {
  enter(seed, from).catch((error: unknown) => fail(error, { at: 'welcome' }))
}

const arrive = (): void => {
  const carried = takeCarried()
  if (carried?.code !== undefined) code.value = carried.code
  if (!current.value) to(first(keptApp() !== undefined, carried))
  // From the command line, or from another device of the owner's: nothing to be asked.
  if (carried?.seed !== undefined) open(carried.seed, 'link')
}

export const SetupPage = () => {
  useState(arrive)
  const stage = current.value
  if (!stage) return null
  return (
    <section class="page setup">
      <p class="hint">{say(partOf(stage) === 'key' ? 'step_key' : 'step_door')}</p>
      <Step stage={stage} />
    </section>
  )
}

const Step = ({ stage }: { readonly stage: Stage }) => {
  const app = keptApp()
  switch (stage.at) {
    case 'welcome':
      return <Welcome to={to} fail={(error) => fail(error, stage)} />
    case 'words':
      return <Words stage={stage} to={to} />
    case 'quiz':
      return <Quiz stage={stage} to={to} open={(seed, isChecked) => open(seed, isChecked ? 'paper' : 'here')} />
    case 'restore':
      return <Restore typed={stage.typed} to={to} open={(seed) => open(seed, 'paper')} />
    case 'opening':
      return (
        <div class="stack" role="status">
          <Title text={say('opening')} />
          <progress aria-label={say('opening')} />
        </div>
      )
    case 'linked':
      return app ? <Linked on={() => to({ at: 'pair', code: stage.code })} away={() => forget(app)} /> : null
    case 'pair': {
      const back = (error: unknown, typed: string): void => fail(error, { at: 'pair', code: typed })
      const found = (door: VerifyKey): void => to({ at: 'name', door })
      return app ? <Pair app={app} code={stage.code} found={found} fail={back} leave={() => leave(app)} /> : null
    }
    case 'name':
      return app ? <NameDoor app={app} door={stage.door} leave={() => leave(app)} /> : null
    case 'fault':
      return <Trouble code={stage.code} back={() => to(stage.back)} />
  }
}
