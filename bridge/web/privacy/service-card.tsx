// What the clip service holds and who read it, how long it keeps films, and its records of what it deleted.

import { useEffect, useState } from 'preact/hooks'
import type { Usage } from '#protocol/clip/answers.ts'
import type { ClipGone } from '#protocol/clip/cloud.ts'
import { openGone } from '#protocol/clip/gone.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { verifyKey } from '#protocol/keys.ts'
import { showBytes, showSpan, showTime } from '#protocol/shown.ts'
import { type ClipId, type EpochMs, epochMs, type Thumbprint } from '#protocol/units.ts'
import { type App, type DoorView, useApp } from '../core/app.ts'
import { namesAt } from '../core/holders.ts'
import { language } from '../core/words.ts'
import { ownZone } from '../player/clock.ts'
import type { Clips } from '../player/service.ts'
import { sayFault } from '../player/words.ts'
import { say } from './words.ts'

export const at = (time: number): string => showTime(epochMs(time), language.value, ownZone())
export const codeOf = (error: unknown): string => (error instanceof HausrechtError ? error.code : 'cloud_strange')

/** Asked for again whenever `turn` changes. */
export const useUsage = (clips: Clips | undefined, turn: number): Usage | string | undefined => {
  const [usage, set] = useState<Usage | string>()
  useEffect(() => {
    let isHere = true
    clips?.usage().then(
      (told) => isHere && set(told),
      (error: unknown) => isHere && set(codeOf(error)),
    )
    return () => {
      isHere = false
    }
  }, [clips, turn])
  return usage
}

export const StoredCard = ({
  door,
  usage,
}: {
  readonly door: DoorView
  readonly usage: Usage | string | undefined
}) => {
  const newest = door.journal.entries.value.at(-1)?.n ?? 0
  const lang = language.value
  return (
    <section class="card" aria-labelledby="privacy-stored">
      <h2 id="privacy-stored">{say('stored')}</h2>
      {usage === undefined && <p class="hint">{say('asking')}</p>}
      {typeof usage === 'string' && <p class="card warn">{say('failed', { why: sayFault(usage) })}</p>}
      {typeof usage === 'object' && (
        <>
          <p>
            {usage.clips === 0
              ? say('stored_none')
              : say('stored_now', {
                  clips: usage.clips,
                  bytes: showBytes(usage.bytes, lang),
                  quota: showBytes(usage.quota, lang),
                })}
          </p>
          {typeof usage.oldest === 'number' && <p>{say('stored_since', { at: at(usage.oldest) })}</p>}
        </>
      )}
      <p class="hint">{say('stored_about')}</p>
      <p class="hint">{say('journal_held', { to: newest })}</p>
    </section>
  )
}

const READS_SHOWN = 30

interface LookedProps {
  readonly door: DoorView
  readonly usage: Usage | string | undefined
  /** When a clip began, as far as the list is known. */
  readonly began: ReadonlyMap<ClipId, EpochMs>
}

const readerOf = (app: App, { by, who }: Usage['reads'][number]): string => {
  if (by === 'share') return say('share', { id: who.slice(0, 6) })
  return who === app.key.signing.thumbprint ? say('you') : app.book.nameOf(who as Thumbprint)
}

export const LookedCard = ({ door, usage, began }: LookedProps) => {
  const app = useApp()
  const reads = typeof usage === 'object' ? usage.reads.slice(0, READS_SHOWN) : []
  const lives = door.journal.entries.value
    .flatMap((entry) =>
      entry.what.kind === 'live' && entry.what.step === 'ended' ? [{ ...entry, what: entry.what }] : [],
    )
    .slice(-READS_SHOWN)
    .reverse()
  const nameAt = namesAt(app, door)
  const nameOf = (key: Thumbprint): string => (key === app.key.signing.thumbprint ? say('you') : nameAt(key))
  return (
    <section class="card" aria-labelledby="privacy-looked">
      <h2 id="privacy-looked">{say('looked')}</h2>
      <h3>{say('looked_live')}</h3>
      {lives.length === 0 ? (
        <p>{say('looked_none')}</p>
      ) : (
        <ul class="list">
          {lives.map(({ n, at: time, what }) => (
            <li key={n}>
              {say('looked_watched', {
                ...{ at: at(time), who: nameOf(what.holder) },
                span: what.lasted === undefined ? '?' : showSpan(what.lasted, language.value),
              })}
            </li>
          ))}
        </ul>
      )}
      <h3>{say('looked_films')}</h3>
      {reads.length === 0 ? (
        <p>{say('looked_none')}</p>
      ) : (
        <ul class="list">
          {reads.map((read) => (
            <li key={`${read.clip} ${read.who} ${read.at}`}>
              {say('looked_at', {
                ...{ at: at(read.at), who: readerOf(app, read) },
                film: began.has(read.clip) ? at(began.get(read.clip) ?? 0) : read.clip.slice(0, 8),
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const DAYS_MOST = 3650

export const RetentionCard = ({
  clips,
  usage,
  changed,
}: {
  readonly clips: Clips
  readonly usage: Usage
  readonly changed: () => void
}) => {
  const app = useApp()
  const [text, set] = useState(String(usage.retention))
  const [waits, wait] = useState(false)
  useEffect(() => set(String(usage.retention)), [usage.retention])
  const days = Number(text)
  const isRight = /^\d{1,4}$/.test(text) && days >= 1 && days <= DAYS_MOST
  const retain = async (): Promise<void> => {
    wait(true)
    try {
      await clips.retain(days)
      app.tell(say('retention_is', { days }), 'good')
      changed()
    } catch (error) {
      app.tell(say('failed', { why: sayFault(codeOf(error)) }), 'bad')
    } finally {
      wait(false)
    }
  }
  return (
    <section class="card" aria-labelledby="privacy-retention">
      <h2 id="privacy-retention">{say('retention')}</h2>
      <p>{say('retention_now', { days: usage.retention })}</p>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          if (isRight) retain().catch(() => undefined)
        }}
      >
        <div class="field privacy-days">
          <label for="privacy-days">{say('retention_days')}</label>
          <input
            id="privacy-days"
            type="text"
            inputMode="numeric"
            value={text}
            aria-invalid={!isRight}
            aria-describedby="privacy-days-wrong"
            onInput={(event) => set(event.currentTarget.value.trim())}
          />
          <span id="privacy-days-wrong" class="wrong">
            {isRight ? '' : say('retention_wrong')}
          </span>
        </div>
        <button type="submit" class="button" disabled={!isRight || waits || days === usage.retention}>
          {say('retention_set')}
        </button>
      </form>
    </section>
  )
}

export interface GoneRecords {
  readonly right: readonly ClipGone[]
  readonly wrong: number
}

/** Every record, checked: signed by the service, and where it says that the owner wanted it, by the owner too. */
export const readGone = async (clips: Clips, app: App): Promise<GoneRecords> => {
  const keys = { service: clips.service, owner: await verifyKey(app.key.signing.jwk) }
  const opened = await Promise.all((await clips.gone()).map((token) => openGone(token, keys)))
  const right = opened.filter((record) => record !== undefined && record.door === clips.door) as ClipGone[]
  return { right: right.sort((a, b) => b.at - a.at), wrong: opened.length - right.length }
}

const GONE_SHOWN = 50

export const GoneCard = ({ clips, turn }: { readonly clips: Clips; readonly turn: number }) => {
  const app = useApp()
  const [gone, set] = useState<GoneRecords | string>()
  useEffect(() => {
    let isHere = true
    readGone(clips, app).then(
      (read) => isHere && set(read),
      (error: unknown) => isHere && set(codeOf(error)),
    )
    return () => {
      isHere = false
    }
  }, [clips, turn])
  return (
    <section class="card" aria-labelledby="privacy-gone">
      <h2 id="privacy-gone">{say('gone')}</h2>
      {gone === undefined && <p class="hint">{say('asking')}</p>}
      {typeof gone === 'string' && <p class="card warn">{say('failed', { why: sayFault(gone) })}</p>}
      {typeof gone === 'object' && <GoneList {...gone} />}
    </section>
  )
}

const GoneList = ({ right, wrong }: GoneRecords) => {
  const lang = language.value
  const count = right.length + wrong
  if (count === 0) return <p>{say('gone_none')}</p>
  return (
    <>
      <p>{say('gone_about', { count, right: right.length, wrong })}</p>
      {wrong > 0 && <p class="card bad">{say('gone_wrong')}</p>}
      <details>
        <summary>{say('gone')}</summary>
        <ul class="list">
          {right.slice(0, GONE_SHOWN).map((record) => (
            <li key={record.clip}>
              {say('gone_row', {
                ...{ at: at(record.at), began: record.began === undefined ? '?' : at(record.began) },
                ...{ bytes: showBytes(record.bytes, lang), why: say(`gone_${record.why}`) },
              })}
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
