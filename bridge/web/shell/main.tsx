// The owner's app begins here: what is made once for the page, and what is drawn.

import '../look/look.css'
import './frame.css'
import { render } from 'preact'
import { takeFromAddress } from '../setup/carried.ts'
import { startTicking } from './ages.ts'
import { applyChoices } from './choices.ts'
import { followAddress } from './place.ts'
import { Shell } from './shell.tsx'
import { start } from './stage.ts'
import { followUpdates } from './updates.ts'

/** Milliseconds after the app was opened. */
const WORKER_AFTER = 2500

takeFromAddress()
applyChoices()
followAddress()
startTicking()
render(<Shell />, document.getElementById('app') ?? document.body)
await start()
// The worker fetches the whole app at once: not while somebody waits for the first page.
setTimeout(() => {
  followUpdates().catch(() => undefined)
}, WORKER_AFTER)
