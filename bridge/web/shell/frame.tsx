// The frame around every page: whose door, how the connection is, and the tabs. At the foot on a phone, at the side
// on a wide screen.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { App } from '../core/app.ts'
import type { OwnerApp } from '../core/owner-app.ts'
import { language } from '../core/words.ts'
import { ageText, ticking } from './ages.ts'
import { Icon } from './icons.tsx'
import { pathOf, TABS, type TabName } from './routes.ts'
import { ToastsShown } from './toasts-shown.tsx'
import { takeUpdate, updateReady } from './updates.ts'
import { say } from './words.ts'

const TONES = { up: 'good', connecting: 'warn', down: 'bad' } as const
const NAMES = { up: 'link_up', connecting: 'link_connecting', down: 'link_down' } as const

const LinkState = ({ app, since }: { readonly app: App; readonly since: number }) => {
  const state = app.link.value
  const name = say(NAMES[state])
  const age = state === 'up' ? undefined : ageText(ticking.value - since, language.value)
  return <span class={`badge ${TONES[state]}`}>{age === undefined ? name : say('since', { state: name, age })}</span>
}

const DoorChooser = ({ app }: { readonly app: App }) => {
  const [doors, chosen] = [app.doors.value, app.door.value]
  if (doors.length < 2) return <span class="door-name">{chosen?.name.value ?? say('brand')}</span>
  return (
    <select
      class="door-name"
      aria-label={say('choose_door')}
      value={chosen?.id ?? ''}
      onChange={({ currentTarget }) => {
        const door = doors.find(({ id }) => id === currentTarget.value)
        if (door) app.choose(door.id)
      }}
    >
      {doors.map(({ id, name }) => (
        <option key={id} value={id}>
          {name.value}
        </option>
      ))}
    </select>
  )
}

const Update = () =>
  updateReady.value ? (
    <div class="band" role="status">
      <p>{say('update')}</p>
      <button type="button" class="button main" onClick={takeUpdate}>
        {say('update_take')}
      </button>
    </div>
  ) : null

/** What is shown may be old; or it is not even the same bridge. */
const Away = ({ app }: { readonly app: OwnerApp }) => {
  if (app.link.value !== 'down') return null
  const isOther = app.trouble.value === 'bridge_changed'
  return (
    <div class="band away" role="status">
      <p>
        <strong>{say('offline_title')}.</strong> {say(isOther ? 'fault_bridge_changed' : 'offline_text')}
      </p>
    </div>
  )
}

const Tabs = ({ tab }: { readonly tab: TabName | undefined }) => (
  <nav class="tabs" aria-label={say('pages')}>
    <p class="brand" aria-hidden="true">
      <Icon name="brand" />
      {say('brand')}
    </p>
    {TABS.map((name) => (
      <a key={name} href={pathOf(name)} aria-current={name === tab ? 'page' : undefined}>
        <Icon name={name} />
        <span>{say(name)}</span>
      </a>
    ))}
  </nav>
)

interface Props {
  readonly app?: OwnerApp | undefined
  readonly tab?: TabName | undefined
  /** performance.now() when the connection became what it is. */
  readonly since: number
  readonly children: ComponentChildren
}

/** Moves the focus to the page when another one is shown: else a screen reader stays at the tab. */
const useFocusOnChange = (tab: TabName | undefined) => {
  const main = useRef<HTMLElement>(null)
  const before = useRef(tab)
  useEffect(() => {
    if (before.current !== tab) main.current?.focus({ preventScroll: true })
    before.current = tab
  }, [tab])
  return main
}

export const Frame = ({ app, tab, since, children }: Props) => {
  const main = useFocusOnChange(tab)
  return (
    <div class="frame" data-bare={app === undefined}>
      <a class="skip" href="#content">
        {say('skip')}
      </a>
      {app && <Tabs tab={tab} />}
      <div class="body">
        {app && (
          <header class="top">
            <DoorChooser app={app} />
            <LinkState app={app} since={since} />
          </header>
        )}
        <Update />
        {app && <Away app={app} />}
        <main id="content" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <ToastsShown />
    </div>
  )
}
