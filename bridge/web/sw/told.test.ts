import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ALARM_NAMES } from '#protocol/names.ts'
import { NOTICES } from '#protocol/notice.ts'
import { PUSH_KINDS, type PushMessage } from '#protocol/push.ts'
import { ALARMS } from '#protocol/state.ts'
import { type DoorId, epochMs, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { type BookContents, EMPTY_BOOK } from '../core/book.ts'
import { notificationOf, type Telling, unreadable } from './told.ts'
import { wayOf } from './way.ts'
import { NOTICE_TEXTS } from './words.ts'

const NOON = epochMs(new Date(2026, 5, 15, 12).getTime())
const door = 'D'.repeat(43) as DoorId
const anna = 'A'.repeat(43) as Thumbprint
const owner = 'O'.repeat(43) as Thumbprint
const request = 'r'.repeat(22) as RequestId
const book: BookContents = { ...EMPTY_BOOK, people: [{ at: NOON, id: anna, name: 'Anna', role: 'courier' }] }
const telling: Telling = { language: 'en', book, self: owner, picture: undefined, now: NOON }
const message = (more: Partial<PushMessage>): PushMessage => ({ v: 1, kind: 'visitor', door, at: NOON, ...more })

const told = suite('a notification')

told('says who is at the door by the name in the owner’s own book, with the picture', () => {
  const said = notificationOf(message({ holder: anna, request }), { ...telling, picture: 'data:image/webp;base64,AA' })
  assert.is(said.title, 'Somebody is at the door')
  assert.is(said.options.body, 'Anna')
  assert.is(said.options.image, 'data:image/webp;base64,AA')
  assert.equal(said.options.data, { path: '/' })
})

told('names the owner, and a stranger by the beginning of the key', () => {
  assert.is(notificationOf(message({ holder: owner }), { ...telling, language: 'de' }).options.body, 'Sie')
  assert.is(notificationOf(message({ holder: 'X'.repeat(43) as Thumbprint }), telling).options.body, 'XXXXXXXX')
})

told('says every kind, alarm, notice and refusal in both languages', () => {
  for (const language of ['en', 'de'] as const) {
    const say = (more: Partial<PushMessage>) => notificationOf(message(more), { ...telling, language })
    const titles = PUSH_KINDS.map((kind) => say({ kind }).title)
    assert.is(new Set(titles).size, PUSH_KINDS.length)
    for (const alarm of ALARMS) {
      const { body = '' } = say({ kind: 'alarm', alarm }).options
      assert.is(body.toLowerCase(), `${ALARM_NAMES[alarm][language]}.`.toLowerCase())
    }
    for (const notice of NOTICES)
      assert.is(say({ kind: 'bridge', notice }).options.body, NOTICE_TEXTS[notice][language])
    assert.match(say({ kind: 'refused', code: 'expired', holder: anna }).options.body ?? '', /^Anna\n.{20,}/)
  }
})

told('stays on the screen when it is an alarm, and only then', () => {
  for (const kind of PUSH_KINDS) {
    const { requireInteraction } = notificationOf(message({ kind }), telling).options
    assert.is(requireInteraction, kind === 'alarm' || kind === 'bridge', kind)
  }
})

told('goes on in one notification for each visit, and without a sound at its end', () => {
  const of = (kind: PushMessage['kind'], id = request) =>
    notificationOf(message({ kind, request: id }), telling).options
  assert.is(of('opened').tag, of('closed').tag)
  assert.is(of('closed').renotify, false)
  assert.is.not(of('opened').tag, of('opened', 's'.repeat(22) as RequestId).tag)
  assert.is.not(of('visitor').tag, of('opened').tag, 'the picture stays')
})

told('says when it was, if that is a while ago', () => {
  const late = { ...telling, now: NOON + 3_600_000 }
  assert.is(notificationOf(message({ kind: 'alarm', alarm: 'jammed' }), late).title, 'Alarm at the door (12:00)')
  const german = { ...late, language: 'de' as const }
  assert.is(notificationOf(message({ kind: 'offline' }), german).title, 'Die Tür ist nicht verbunden (12:00 Uhr)')
  assert.match(notificationOf(message({}), { ...telling, now: NOON + 86_400_000 }).title, /15\/06\/2026, 12:00/)
})

told('names the door only where there are several', () => {
  const note = { at: NOON, key: { kty: 'OKP' as const, crv: 'Ed25519' as const, x: 'x'.repeat(43) } }
  const doors = [
    { ...note, id: door, name: 'Garden' },
    { ...note, id: 'E'.repeat(43) as DoorId, name: 'Street' },
  ]
  const body = (known: typeof doors) =>
    notificationOf(message({ holder: anna }), { ...telling, book: { ...book, doors: known } }).options.body
  assert.is(body(doors), 'Anna · Garden')
  assert.is(body(doors.slice(0, 1)), 'Anna')
})

told('says so when a message cannot be read, since a worker that shows nothing loses its right to', () => {
  assert.match(unreadable('de').options.body ?? '', /nicht lesen/)
})
told.run()

const ways = suite('the worker’s way to an answer')
const origin = 'https://door.example'
const shell = new Set(['/', '/icon.svg', '/assets/app-12345678.js'])
const table: readonly (readonly [string, Partial<Parameters<typeof wayOf>[0]>, ReturnType<typeof wayOf>])[] = [
  ['/', { mode: 'navigate' }, 'page'],
  ['/timeline', { mode: 'navigate' }, 'page'],
  ['/timeline/abc', { mode: 'navigate' }, 'page'],
  ['/assets/app-12345678.js', {}, 'fixed'],
  ['/assets/of-another-version-87654321.css', {}, 'fixed'],
  ['/icon.svg', {}, 'loose'],
  ['/unknown.txt', {}, 'pass'],
  ['/api/doors', {}, 'pass'],
  ['/api', { mode: 'navigate' }, 'pass'],
  ['/api/clips/v1/x', { ranged: true }, 'pass'],
  ['/visit/', { mode: 'navigate' }, 'pass'],
  ['/mqtt', {}, 'pass'],
  ['/sw.js', {}, 'pass'],
  ['/.well-known/hausrecht', {}, 'pass'],
  ['/', { method: 'POST', mode: 'navigate' }, 'pass'],
  ['https://elsewhere.example/assets/app-12345678.js', {}, 'pass'],
]
for (const [path, more, way] of table) {
  ways(`is ${way} for ${more.method ?? ''} ${path} ${more.mode ?? ''}`.replaceAll('  ', ' '), () => {
    const asking = { method: 'GET', url: new URL(path, origin).href, mode: 'cors', ranged: false, ...more }
    assert.is(wayOf(asking, origin, shell), way)
  })
}
ways.run()
