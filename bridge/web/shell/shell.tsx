// The whole app: which stage it is at, and which page is shown.

import { effect, useSignalEffect } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { AppContext } from '../core/app.ts'
import type { OwnerApp } from '../core/owner-app.ts'
import { SetupPage } from '../setup/page.tsx'
import { Frame } from './frame.tsx'
import { Loading } from './lazily.tsx'
import { TAB_PAGES } from './pages.ts'
import { go, here } from './place.ts'
import { pageOf, type TabName } from './routes.ts'
import { stage, start } from './stage.ts'
import { Boundary, Trouble } from './trouble.tsx'
import { say } from './words.ts'

const Unknown = ({ path }: { readonly path: string }) => (
  <section class="page">
    <h1 class="title">{say('unknown_title')}</h1>
    <p>{say('unknown_text', { path })}</p>
    <a class="button main" href="/">
      {say('to_door')}
    </a>
  </section>
)

const NoDoor = () => (
  <section class="page">
    <h1 class="title">{say('no_door_title')}</h1>
    <p>{say('no_door_text')}</p>
    <a class="button main" href="/setup">
      {say('pair')}
    </a>
  </section>
)

/** Pages about a door need one; settings do not. */
const Shown = ({ app, path }: { readonly app: OwnerApp; readonly path: string }) => {
  const page = pageOf(path)
  if (page === undefined) return <Unknown path={path} />
  if (page === 'setup') return <SetupPage />
  const door = app.door.value
  if (page !== 'settings' && !door) return <NoDoor />
  const Page = TAB_PAGES[page]
  // Another door is another page: nothing of the first one's may stay on the screen.
  return (
    <Boundary key={`${page} ${door?.id ?? ''}`}>
      <Page />
    </Boundary>
  )
}

/** performance.now() when the connection last changed. */
const useSince = (app: OwnerApp): number => {
  const [since, setSince] = useState(() => performance.now())
  useEffect(
    () =>
      effect(() => {
        if (app.link.value !== 'connecting') setSince(performance.now())
      }),
    [app],
  )
  return since
}

const Ready = ({ app }: { readonly app: OwnerApp }) => {
  const since = useSince(app)
  const [path = '/'] = here.value.split('?')
  const page = pageOf(path)
  const tab: TabName | undefined = page === 'setup' ? undefined : page
  return (
    <AppContext.Provider value={app}>
      <Frame app={app} tab={tab} since={since}>
        <Shown app={app} path={path} />
      </Frame>
    </AppContext.Provider>
  )
}

const restart = (): void => {
  start().catch(() => undefined)
}

export const Shell = () => {
  const now = stage.value
  useSignalEffect(() => {
    // Whatever was asked for, without a key there is one way in.
    if (stage.value.at === 'new' && pageOf(here.value.split('?')[0] ?? '/') !== 'setup') go('/setup')
  })
  switch (now.at) {
    case 'ready':
      return <Ready app={now.app} />
    case 'fault':
      return (
        <Frame since={0}>
          <Trouble code={now.code} retry={restart} />
        </Frame>
      )
    case 'starting':
    case 'new':
      return <Frame since={0}>{now.at === 'new' ? <SetupPage /> : <Loading />}</Frame>
  }
}
