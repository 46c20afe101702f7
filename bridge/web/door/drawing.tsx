// The door as it is measured, drawn: the leaf shut or ajar, the bolt in the strike or not. Words beside it say the same.

import type { Bolt, Leaf } from '#protocol/state.ts'

const BOLT_REACH: Readonly<Record<Bolt, number>> = { home: 30, between: 18, jammed: 18, out: 6, unknown: 18 }

const DrawnLeaf = ({ leaf }: { readonly leaf: Leaf }) =>
  leaf === 'open' ? (
    <path class="drawn-leaf" d="M34 16 L84 30 V138 L34 126 Z" />
  ) : (
    <rect class="drawn-leaf" x="34" y="16" width="72" height="110" data-unknown={leaf === 'unknown'} />
  )

export const DoorDrawing = ({ bolt, leaf }: { readonly bolt: Bolt; readonly leaf: Leaf }) => {
  // The bolt sits in the leaf's edge: it swings along when the door is open.
  const edge = leaf === 'open' ? 84 : 106
  const height = leaf === 'open' ? 80 : 72
  return (
    <svg class="drawn" viewBox="0 0 160 144" aria-hidden="true" focusable="false" data-bolt={bolt} data-leaf={leaf}>
      <path class="drawn-frame" d="M26 134 V8 H114 V134 M10 134 H150" />
      <DrawnLeaf leaf={leaf} />
      <rect class="drawn-strike" x="116" y="60" width="24" height="24" rx="2" />
      <rect class="drawn-bolt" x={edge - 8} y={height - 5} width={BOLT_REACH[bolt]} height="10" rx="2" />
      {(bolt === 'unknown' || leaf === 'unknown') && (
        <text class="drawn-question" x="64" y="84" text-anchor="middle">
          ?
        </text>
      )}
      {bolt === 'jammed' && <path class="drawn-jam" d="M112 52 l10 10 m0 -10 l-10 10" />}
    </svg>
  )
}
