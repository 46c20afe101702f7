// Everything there is about a door, as one zip: in open forms that other programs read.

import * as z from 'zod'
import type { Listed } from '#protocol/clip/answers.ts'
import { JOURNAL_LINE_BYTES } from '#protocol/limits.ts'
import type { App, DoorView } from '../core/app.ts'
import { knownEntries } from '../player/examine.ts'
import type { Clips } from '../player/service.ts'
import { fetchWhole } from '../timeline/export/fetched.ts'
import { saveFile } from '../timeline/export/save.ts'
import { type ZipFile, zip } from '../timeline/export/zip.ts'
import { TABLE } from './words.ts'

export interface Downloading {
  readonly app: App
  readonly door: DoorView
  readonly clips: Clips | undefined
  readonly withFilms: boolean
  readonly progress: (what: 'journal' | 'films', done: number, count: number) => void
  readonly stop: AbortSignal
}

const PAGE = 1000
const PageSchema = z.object({
  head: z.object({ n: z.int() }).nullish(),
  lines: z.array(z.string().max(JOURNAL_LINE_BYTES)).max(PAGE),
})

const journalOf = async ({ app, door, progress, stop }: Downloading): Promise<string> => {
  const lines: string[] = []
  for (;;) {
    stop.throwIfAborted()
    const page = PageSchema.parse(
      await app.http.json(`/api/doors/${door.id}/journal?from=${lines.length}&most=${PAGE}`),
    )
    if (page.lines.length === 0) break
    lines.push(...page.lines)
    progress('journal', lines.length, Math.max(lines.length, (page.head?.n ?? 0) + 1))
  }
  return lines.map((line) => `${line}\n`).join('')
}

const listOf = async (clips: Clips): Promise<readonly Listed[]> => {
  const all: Listed[] = []
  let before: string | undefined
  do {
    const page = await clips.list(before, 100)
    all.push(...page.clips)
    before = page.next
  } while (before !== undefined)
  return all
}

const filmsOf = async (
  { app, door, clips, progress, stop }: Downloading,
  listed: readonly Listed[],
): Promise<ZipFile[]> => {
  if (!clips) return []
  const journal = knownEntries(door.journal.entries.peek(), door.state.peek())
  const files: ZipFile[] = []
  for (const [at, { clip }] of listed.entries()) {
    progress('films', at, listed.length)
    const fetching = { clips, own: app.key.identity, journal, withSealed: false, progress: () => undefined, stop }
    const { film, head } = await fetchWhole(clip, fetching)
    const day = new Date(head.at).toISOString().slice(0, 19).replaceAll(':', '-')
    files.push({ path: `films/${day}-${clip}.mp4`, data: film })
  }
  return files
}

/** @returns the file's name @throws HausrechtError the bridge's or the service's code, `zip_too_large` */
export const downloadAll = async (downloading: Downloading): Promise<string> => {
  const { app, door, clips, withFilms } = downloading
  const text = (content: string): Blob => new Blob([content], { type: 'text/plain' })
  const json = (value: unknown): Blob => text(`${JSON.stringify(value, null, 2)}\n`)
  const listed = clips ? await listOf(clips) : []
  const about = TABLE.download_readme
  const files: ZipFile[] = [
    { path: 'README.txt', data: text(`${about.en}\n\n${about.de}\n`) },
    { path: 'journal.jsonl', data: text(await journalOf(downloading)) },
    { path: 'door.json', data: json({ id: door.id, key: door.key.jwk, name: door.name.peek() }) },
    { path: 'book.json', data: json(app.book.contents.peek()) },
    { path: 'films.json', data: json(listed) },
    ...(clips ? [{ path: 'gone.jsonl', data: text((await clips.gone()).map((token) => `${token}\n`).join('')) }] : []),
    ...(withFilms ? await filmsOf(downloading, listed) : []),
  ]
  const name = `hausrecht-${new Date(app.now()).toISOString().slice(0, 10)}.zip`
  saveFile(await zip(files, app.now()), name)
  return name
}
