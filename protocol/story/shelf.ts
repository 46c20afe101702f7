// Stories while they are being told: each is replaced by a new one when an entry adds to it, so that what did not
// change stays the same object.

import type { Entry } from '../entry.ts'
import type { Story, StoryKind } from './story.ts'

type Of<Kind extends StoryKind> = Extract<Story, { readonly kind: Kind }>
/** What is told of it beside its entries and times. */
type Told<Kind extends StoryKind> = Omit<Of<Kind>, 'first' | 'entries' | 'at' | 'until'>
type AnyTold = { readonly [Kind in StoryKind]: Told<Kind> }[StoryKind]
type Place = Pick<Entry, 'n' | 'at'>

export interface Shelf {
  begin(told: AnyTold, entry: Place): number
  add<Kind extends StoryKind>(kind: Kind, at: number, entry: Place, change?: Partial<Told<Kind>>): void
  /** Without an entry: what its first one says. */
  change<Kind extends StoryKind>(kind: Kind, at: number, change: Partial<Told<Kind>>): void
  get<Kind extends StoryKind>(kind: Kind, at: number): Of<Kind> | undefined
  /** Takes the newest story off again, and gives its entries. */
  takeLast(): Story | undefined
  all(): readonly Story[]
  last(): number
}

export const createShelf = (): Shelf => {
  const stories: Story[] = []
  const get = <Kind extends StoryKind>(kind: Kind, at: number): Of<Kind> | undefined => {
    const story = stories[at]
    return story?.kind === kind ? (story as Of<Kind>) : undefined
  }
  return {
    get,
    begin: (told, { n, at }) => stories.push({ ...told, first: n, entries: [n], at }) - 1,
    add: (kind, at, entry, change = {}) => {
      const story = get(kind, at)
      if (!story) return
      const entries = [...story.entries, entry.n]
      stories[at] = { ...story, ...change, entries, until: entry.at }
    },
    change: (kind, at, change) => {
      const story = get(kind, at)
      if (story) stories[at] = { ...story, ...change }
    },
    takeLast: () => stories.pop(),
    all: () => stories,
    last: () => stories.length - 1,
  }
}
