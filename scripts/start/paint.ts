// Colours for a terminal, and none for anything else (nor where NO_COLOR is set, https://no-color.org).

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const
export type Colour = keyof typeof CODES
export type Paint = (colour: Colour, text: string) => string

export const painter = (isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Paint => {
  const plain = !isTerminal || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  return (colour, text) => {
    const [on, off] = CODES[colour]
    return plain ? text : `\u001b[${on}m${text}\u001b[${off}m`
  }
}
