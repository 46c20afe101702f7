// Makes a box out of few words: its title, its notes and its terminals' labels are put where no wire runs. Pure.

import type { Box, Side, Sign, StepId, Terminal, Words } from './shape.ts'

const LABEL = 14
const NOTE = 13
const TITLE = 15

type TerminalRow = readonly [id: string, side: Side, at: number, label?: string]

export interface BoxPlan {
  readonly id: string
  readonly look?: Box['look']
  readonly at: readonly [x: number, y: number, w: number, h: number]
  readonly step: StepId
  readonly title?: string
  /** Where the title's base line is, from the top of the box; 20 when left out. */
  readonly titleAt?: number
  readonly notes?: readonly string[]
  /** Where the notes begin, from the top; below the title when left out. */
  readonly notesAt?: number
  /** Centre of title and notes, from the left edge; the middle when left out. */
  readonly centre?: number
  readonly terminals: readonly TerminalRow[]
  readonly signs?: readonly Sign[]
  readonly words?: readonly Words[]
}

function labelOf([, side, at, label = '']: TerminalRow, [x, y, w, h]: BoxPlan['at']): Words {
  const size = LABEL
  switch (side) {
    case 'left':
      return { x: x + 9, y: at + 5, text: label, size, anchor: 'start' }
    case 'right':
      return { x: x + w - 9, y: at + 5, text: label, size, anchor: 'end' }
    case 'top':
      return { x: at, y: y + 19, text: label, size, anchor: 'middle' }
    case 'bottom':
      return { x: at, y: y + h - 9, text: label, size, anchor: 'middle' }
  }
}

export function box(plan: BoxPlan): Box {
  const [x, y, w, h] = plan.at
  const middle = x + (plan.centre ?? w / 2)
  const titleY = y + (plan.titleAt ?? 20)
  const notesY = plan.notesAt === undefined ? titleY + 18 : y + plan.notesAt
  const title: Words[] =
    plan.title === undefined
      ? []
      : [{ x: middle, y: titleY, text: plan.title, size: TITLE, anchor: 'middle', bold: true }]
  const notes = (plan.notes ?? []).map(
    (text, index): Words => ({ x: middle, y: notesY + index * 17, text, size: NOTE, anchor: 'middle' }),
  )
  const labels = plan.terminals.filter(([, , , label]) => label !== undefined).map((row) => labelOf(row, plan.at))
  return {
    id: plan.id,
    look: plan.look ?? 'part',
    ...{ x, y, w, h },
    step: plan.step,
    terminals: plan.terminals.map(([id, side, at, label = '']): Terminal => ({ id, side, at, label })),
    words: [...title, ...notes, ...labels, ...(plan.words ?? [])],
    signs: plan.signs ?? [],
  }
}
