// Taking it with you: everything as one zip, and the way to another host.

import { useState } from 'preact/hooks'
import { type DoorView, useApp } from '../core/app.ts'
import type { Clips } from '../player/service.ts'
import { sayFault } from '../player/words.ts'
import { codeOf } from './service-card.tsx'
import { say } from './words.ts'

export const TakeCard = ({ door, clips }: { readonly door: DoorView; readonly clips: Clips | undefined }) => {
  const app = useApp()
  const [withFilms, setFilms] = useState(false)
  const [progress, set] = useState<string>()
  const [name, setName] = useState<string>()
  const download = async (): Promise<void> => {
    set(say('asking'))
    try {
      const { downloadAll } = await import('./download.ts')
      const stop = new AbortController()
      const progressed = (what: 'journal' | 'films', done: number, count: number): void =>
        set(say('downloading', { what: say(what), done, count }))
      setName(await downloadAll({ app, door, clips, withFilms, progress: progressed, stop: stop.signal }))
    } catch (error) {
      app.tell(say('failed', { why: sayFault(codeOf(error)) }), 'bad')
    } finally {
      set(undefined)
    }
  }
  return (
    <section class="card" aria-labelledby="privacy-take">
      <h2 id="privacy-take">{say('take')}</h2>
      <p>{say('download_about')}</p>
      <label class="check">
        <input
          type="checkbox"
          checked={withFilms}
          disabled={!clips}
          onChange={(event) => setFilms(event.currentTarget.checked)}
        />
        <span>{say('download_films')}</span>
      </label>
      <div>
        <button
          type="button"
          class="button"
          disabled={progress !== undefined}
          onClick={() => {
            download().catch(() => undefined)
          }}
        >
          {say('download')}
        </button>
      </div>
      <p role="status" class="hint">
        {progress ?? (name === undefined ? '' : say('downloaded', { name }))}
      </p>
      <h3>{say('move')}</h3>
      <p>{say('move_about')}</p>
      <pre class="privacy-command">
        <code>{`npx hausrecht clips move --to https://clips.example.org`}</code>
      </pre>
      <p class="hint">{say('move_then')}</p>
    </section>
  )
}
