// Everything that is chosen once: doors, household, messages, language, key, and the way out.

import { stage } from '../shell/stage.ts'
import { About, Wipe } from './about.tsx'
import { Choices } from './choices.tsx'
import { Doors } from './doors.tsx'
import { Household } from './household.tsx'
import { Key } from './key.tsx'
import { Notifications } from './notifications.tsx'
import { say } from './words.ts'

export const SettingsPage = () => {
  if (stage.value.at !== 'ready') return null
  const { app } = stage.value
  const door = app.door.value
  return (
    <div class="page settings">
      <h1 class="title" tabIndex={-1}>
        {say('title')}
      </h1>
      {door && <Household key={door.id} app={app} door={door} />}
      <Notifications />
      <Choices />
      <Key app={app} />
      <Doors app={app} />
      <About app={app} />
      <Wipe app={app} />
    </div>
  )
}
