// What a key does at the player. Keys that belong to what has the focus are left to it.

export type Act =
  | 'toggle'
  | 'back'
  | 'forth'
  | 'picture_back'
  | 'picture_forth'
  | 'slower'
  | 'faster'
  | 'full'
  | 'sound'
  | 'begin'
  | 'end'

const KEYS: Readonly<Record<string, Act>> = {
  ' ': 'toggle',
  k: 'toggle',
  ArrowLeft: 'back',
  ArrowRight: 'forth',
  ',': 'picture_back',
  '.': 'picture_forth',
  '-': 'slower',
  '+': 'faster',
  f: 'full',
  m: 'sound',
  Home: 'begin',
  End: 'end',
}

/** Where typing or choosing has its own keys. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  BUTTON: [' '],
  SUMMARY: [' '],
  SELECT: [' ', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'k', 'f', 'm', '-', '+', '.', ','],
}

export interface Pressed {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly target: EventTarget | null
}

export const actOf = ({ key, altKey, ctrlKey, metaKey, target }: Pressed): Act | undefined => {
  if (altKey || ctrlKey || metaKey) return undefined
  const name = target && 'tagName' in target ? String(target.tagName) : ''
  const plain = key.length === 1 ? key.toLowerCase() : key
  return OWN[name]?.includes(plain) ? undefined : KEYS[plain]
}
