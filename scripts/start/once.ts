// `npm start -- --once`: one whole visit and its film, then those that must be refused, then the journal; all through the real
// parts. Anything that is not as it should be is a fault and ends with its exit code.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { explain } from '#protocol/refusals.ts'
import { showBytes } from '#scripts/cli/clips/words.ts'
import { EXIT, type ExitCode } from '#scripts/cli/exit.ts'
import { heldPlace } from '#scripts/cli/reach/place.ts'
import { type House, openHouse } from './house.ts'
import { layoutIn } from './layout.ts'
import { readable } from './log-line.ts'
import { bringPeople, type People } from './people.ts'
import { drawPicture } from './picture.ts'
import { playBack } from './played.ts'
import { choosePorts } from './ports.ts'
import { type Attempt, boltMoves, refusedVisits } from './refused.ts'
import type { Stage } from './stay.ts'
import { drawTimeline, showMs } from './timeline.ts'
import { mustType } from './typed.ts'
import { verifyBoth } from './verified.ts'
import { type Visited, visitOnce } from './visit.ts'

/** Longer than the courier takes, shorter than a demonstration likes to wait. */
const HOLD = 2000
const PREROLL_MS = 5500

export const once = async (stage: Stage, { keep }: { readonly keep: boolean }): Promise<ExitCode> => {
  const { say, print, complain } = stage
  const began = performance.now()
  const layout = layoutIn(await mkdtemp(join(tmpdir(), 'hausrecht-once-')))
  const lines: string[] = []
  let house: House | undefined
  try {
    print(say('starting'))
    const heard = (name: string, line: string): void => void lines.push(`[${name}] ${readable(line)}`)
    house = await openHouse({ layout, ports: await choosePorts(false), hold: HOLD, heard })
    const broken = house.broken.then(({ name, how }) => {
      throw new HausrechtError('child_ended', say('broken', { name, how }))
    })
    await Promise.race([perform(stage, house, began), broken, interrupted(stage.stop)])
    return EXIT.done
  } catch (error) {
    for (const line of lines) complain(line)
    throw error
  } finally {
    await house?.close()
    if (keep) print(say('once_kept', { root: layout.root }))
    else await rm(layout.root, { recursive: true, force: true })
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const interrupted = (stop: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    stop.addEventListener('abort', () => reject(new HausrechtError('stopped', 'Stopped before the end')), {
      once: true,
    })
  })

const perform = async (stage: Stage, house: House, began: number): Promise<void> => {
  const { say, print } = stage
  const people = await bringPeople(house)
  print(`\n  ${stage.paint('dim', say('once_ready', { ms: Math.round(performance.now() - began) }))}\n`)
  // What was seen before the knock is kept in memory: there has to have been a before.
  print(`  ${stage.paint('dim', say('once_preroll'))}\n`)
  await pause(PREROLL_MS)
  const grant = `${people.home.path}/parcel.json`
  const given = ['--to', 'courier', '--until', '+1h', '--uses', '1', '--name', 'parcel', '--out', grant]
  await mustType(people.home.path, ['grant', 'give', ...given])
  const { asked } = await goodVisit(stage, house, people, grant)
  await film(stage, people, asked)
  await badVisits(stage, house, people, grant)
  const { entries, n } = await verifyBoth(house, people)
  print(`\n  ${stage.paint('bold', say('journal_title'))}\n\n    ${say('journal_good', { entries, n })}\n`)
  print(`  ${stage.paint('green', say('once_done', { seconds: ((performance.now() - began) / 1000).toFixed(1) }))}`)
}

const goodVisit = async (
  { say, print, paint }: Stage,
  house: House,
  people: People,
  grant: string,
): Promise<Visited> => {
  const visited = await visitOnce(house, people, grant, say)
  print(`  ${paint('bold', say('once_title'))}\n`)
  for (const line of drawTimeline(visited.moments, (actor) => say(`actor_${actor}`), paint)) print(line)
  return visited
}

const film = async ({ say, print, paint, language }: Stage, people: People, asked: number): Promise<void> => {
  const played = await playBack(people, asked)
  const { pictures, poster } = played
  const figure = (value: number, digits: number): string =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)
  print(`\n  ${paint('bold', say('film_title'))}\n`)
  // Colours that are wanted: else the picture would be noise.
  if (paint('bold', '') !== '') for (const line of drawPicture(poster, '    ')) print(line)
  const slots = { seconds: figure(played.seconds, 1), before: figure(played.before, 1), pictures }
  print(`    ${say('film_played', { ...slots, widest: Math.round(played.widest) })}`)
  print(`    ${say('film_sealed', { bytes: showBytes(played.bytes, language) })}`)
  print(`    ${say('film_verified', { files: played.files })}`)
  if (played.before < 5) throw new HausrechtError('no_preroll', 'The clip does not begin before the knock')
}

const badVisits = async (stage: Stage, house: House, people: People, grant: string): Promise<void> => {
  const { say, print, paint, language } = stage
  const used = await heldPlace(people, await people.home.held.read(grant, people.home.path))
  if ('ok' in used) throw new HausrechtError('visit_failed', `The courier's grant is refused: ${used.code}`)
  const before = await boltMoves(house)
  const attempts = await refusedVisits(people, used)
  print(`\n  ${paint('bold', say('refused_title'))}\n`)
  const width = Math.max(...attempts.map(({ name }) => say(`try_${name}`).length))
  for (const attempt of attempts) print(drawAttempt(stage, attempt, width, explain(attempt.got.code, language)))
  print(`\n    ${paint('dim', say('refused_stolen'))}`)
  const moves = (await boltMoves(house)) - before
  print(`    ${paint('dim', say('refused_still', { count: moves }))}`)
  const wrong = attempts.find(({ expected, got }) => expected !== got.code)
  if (wrong) throw new HausrechtError('wrong_refusal', `${wrong.name}: ${wrong.got.code} instead of ${wrong.expected}`)
  if (moves > 0) throw new HausrechtError('bolt_moved', 'The bolt moved for a visit that was refused')
}

const drawAttempt = ({ say, paint }: Stage, { name, got }: Attempt, width: number, text: string): string =>
  [
    `${showMs(got.ms).padStart(11)}  ${paint('red', '✗')} ${say(`try_${name}`).padEnd(width)}`,
    `${say(`by_${got.by}`).padEnd(7)}${paint('red', got.code.padEnd(18))}${paint('dim', text)}`,
  ].join('  ')
