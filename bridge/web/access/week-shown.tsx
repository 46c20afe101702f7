// The week: on a wide screen days beside hours, on a phone one day under the other. The list is there for both: what is
// drawn says nothing that is not written.

import { useState } from 'preact/hooks'
import { useApp } from '../core/app.ts'
import { language } from '../core/words.ts'
import { dayName } from '../visit/access/times.ts'
import { hereOf } from './here.ts'
import type { Shown } from './standing.ts'
import { type Block, type Day, weekOf } from './week.ts'
import { say } from './words.ts'

const WIDTH = 100
const HOUR = 18
const HEAD = 34
const LEFT = 34

const BlockDrawn = ({ block, left }: { readonly block: Block; readonly left: number }) => {
  const width = (WIDTH - 4) / block.lanes
  const x = left + 2 + block.lane * width
  const y = HEAD + block.top * HOUR
  const height = Math.max(6, (block.bottom - block.top) * HOUR)
  const { note } = block.shown
  return (
    <g class={`block ${note.role}`}>
      <title>{note.name}</title>
      <rect x={x} y={y} width={width - 2} height={height} rx="3" />
      {height > 14 && (
        <svg x={x} y={y} width={width - 2} height={height} aria-hidden="true">
          <text x="4" y="12">
            {note.name}
          </text>
        </svg>
      )}
    </g>
  )
}

const Drawn = ({ days, now }: { readonly days: readonly Day[]; readonly now: number }) => {
  const height = HEAD + 24 * HOUR + 4
  return (
    <svg class="week" viewBox={`0 0 ${LEFT + 7 * WIDTH} ${height}`} aria-hidden="true">
      {[0, 3, 6, 9, 12, 15, 18, 21, 24].map((hour) => (
        <g key={hour}>
          <line x1={LEFT} x2={LEFT + 7 * WIDTH} y1={HEAD + hour * HOUR} y2={HEAD + hour * HOUR} />
          <text class="hour" x={LEFT - 6} y={HEAD + hour * HOUR + 4}>
            {hour}
          </text>
        </g>
      ))}
      {days.map((day, index) => {
        const left = LEFT + index * WIDTH
        return (
          <g key={day.start} class={day.isToday ? 'day today' : 'day'}>
            <rect class="ground" x={left} y={HEAD} width={WIDTH} height={24 * HOUR} />
            <text class="name" x={left + WIDTH / 2} y="13">
              {dayName(day.start, now - 400 * 86_400_000, language.value).replace(/[ ,]*\d{4}$/, '')}
            </text>
            <text class="always" x={left + WIDTH / 2} y="28">
              {day.always.map(({ note }) => note.name).join(', ')}
            </text>
            {day.blocks.map((block) => (
              <BlockDrawn key={`${block.shown.note.id}${block.top}`} block={block} left={left} />
            ))}
          </g>
        )
      })}
    </svg>
  )
}

/** 8.5 is 08:30. */
const hourText = (hours: number): string => {
  const minutes = Math.round(hours * 60)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

const Agenda = ({ days, now }: { readonly days: readonly Day[]; readonly now: number }) => (
  <ul class="agenda list">
    {days.map((day) => (
      <li key={day.start} class={day.isToday ? 'today' : ''}>
        <h3>{dayName(day.start, now, language.value)}</h3>
        <ul class="plain">
          {day.always.map(({ note }) => (
            <li key={note.id}>
              {say('whole_day')} {note.name}
            </li>
          ))}
          {day.blocks.map(({ shown, top, bottom }) => (
            <li key={`${shown.note.id}${top}`}>
              {hourText(top)}–{hourText(bottom)} {shown.note.name}
            </li>
          ))}
          {day.always.length + day.blocks.length === 0 && <li class="hint">{say('nothing')}</li>}
        </ul>
      </li>
    ))}
  </ul>
)

export const Week = ({ grants }: { readonly grants: readonly Shown[] }) => {
  const [weeks, setWeeks] = useState(0)
  const here = hereOf(useApp())
  const days = weekOf(grants, here, weeks)
  const first = days[0]?.start ?? here.now
  return (
    <section class="card" aria-labelledby="week-title">
      <div class="row apart">
        <h2 id="week-title">
          {weeks === 0 ? say('this_week') : say('week_of', { day: dayName(first, here.now, language.value) })}
        </h2>
        <div class="row">
          <button type="button" class="button" aria-label={say('before')} onClick={() => setWeeks(weeks - 1)}>
            ‹
          </button>
          <button type="button" class="button" aria-label={say('after')} onClick={() => setWeeks(weeks + 1)}>
            ›
          </button>
        </div>
      </div>
      <Drawn days={days} now={here.now} />
      <Agenda days={days} now={here.now} />
    </section>
  )
}
