// What the watch knows after a restart: how the place usually looks, as prints. For other masks it is worth nothing.

import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import type { Mask } from '#protocol/camera.ts'
import { replaceFile } from '../../journal/durable.ts'
import { printOf, printText, readPrint } from './print.ts'
import { LIGHTS, type Remembered, type Views } from './views.ts'

/** Keeps one short text. */
export interface Memory {
  /** Undefined when there is none that can be read. */
  load(): Promise<string | undefined>
  save(text: string): Promise<void>
}

export const memoryFile = (path: string): Memory => ({
  load: () => readFile(path, 'latin1').catch(() => undefined),
  save: (text) => replaceFile(path, text),
})

export const NO_MEMORY: Memory = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() }

const ViewSchema = z.strictObject({
  print: z.string(),
  std: z.number().positive(),
  bright: z.number().min(0).max(1),
  detail: z.number().positive(),
})
const MemorySchema = z.strictObject({
  v: z.literal(1),
  masks: z.string(),
  day: ViewSchema.optional(),
  night: ViewSchema.optional(),
})

const maskText = (masks: readonly Mask[]): string => masks.map(({ x, y, w, h }) => `${x},${y},${w},${h}`).join(' ')

const oldOf = ({ known, remembered }: Views, light: (typeof LIGHTS)[number]): Remembered | undefined => {
  const { [light]: view } = known
  return view ? { print: printOf(view.signs), usual: view.usual } : remembered[light]
}

export const memoryText = (views: Views, masks: readonly Mask[]): string => {
  const all = LIGHTS.flatMap((light) => {
    const old = oldOf(views, light)
    return old ? [[light, { print: printText(old.print), ...old.usual }] as const] : []
  })
  return `${JSON.stringify({ v: 1, masks: maskText(masks), ...Object.fromEntries(all) })}\n`
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Empty for what is no memory, or one of other masks. */
export const readMemory = (text: string | undefined, masks: readonly Mask[]): Views['remembered'] => {
  const read = MemorySchema.safeParse(parsed(text ?? ''))
  if (!read.success || read.data.masks !== maskText(masks)) return {}
  return Object.fromEntries(
    LIGHTS.flatMap((light) => {
      const { [light]: view } = read.data
      const print = view && readPrint(view.print)
      return view && print
        ? [[light, { print, usual: { std: view.std, bright: view.bright, detail: view.detail } }]]
        : []
    }),
  )
}
