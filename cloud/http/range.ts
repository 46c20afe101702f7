// Which bytes are asked for (RFC 9110 §14.1.2): one range at most; anything else is answered with the whole.

export type Wanted =
  | { readonly kind: 'all' | 'range'; readonly from: number; readonly to: number }
  /** 416: nothing of it is there. */
  | { readonly kind: 'none' }

const ONE = /^bytes=(\d{0,12})-(\d{0,12})$/

export const wantedOf = (header: string | undefined, size: number): Wanted => {
  const whole = { kind: 'all', from: 0, to: size - 1 } as const
  const [all, first = '', last = ''] = ONE.exec(header ?? '') ?? []
  if (all === undefined || (first === '' && last === '')) return whole
  if (first === '') {
    const from = Math.max(0, size - Number(last))
    return from < size ? { kind: 'range', from, to: size - 1 } : { kind: 'none' }
  }
  if (last !== '' && Number(last) < Number(first)) return whole
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return Number(first) < size ? { kind: 'range', from: Number(first), to } : { kind: 'none' }
}
