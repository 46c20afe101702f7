// Where the film stands: the slider, what is loaded, and a mark for everything that happened.

import { language } from '../core/words.ts'
import { showClockTime, showPosition } from './clock.ts'
import { say } from './words.ts'

export interface Mark {
  /** Seconds in the film. */
  readonly second: number
  readonly text: string
  readonly is: 'good' | 'warn' | 'bad' | 'plain'
  readonly n: number
}

export interface BarProps {
  readonly now: number
  readonly duration: number
  readonly loaded: number
  /** The door's clock at the film's beginning; ms. */
  readonly began: number
  readonly marks: readonly Mark[]
  readonly seek: (second: number) => void
}

const WIDTH = 1000
const TICK = 4

export const Bar = ({ now, duration, loaded, began, marks, seek }: BarProps) => {
  const length = Math.max(duration, 0.01)
  const x = (second: number): number => Math.min(WIDTH, Math.max(0, (second / length) * WIDTH))
  const text = say('position_text', {
    ...{ now: showPosition(now), all: showPosition(duration) },
    clock: showClockTime(began + now * 1000, language.value),
  })
  return (
    <div class="player-bar">
      <svg class="player-marks" viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="player-track" x="0" y="3" width={WIDTH} height="4" />
        <rect class="player-loaded" x={x(now)} y="3" width={Math.max(0, x(loaded) - x(now))} height="4" />
        {marks.map((mark) => (
          <rect
            key={mark.n}
            class={`player-mark ${mark.is}`}
            x={x(mark.second) - TICK / 2}
            y="0"
            width={TICK}
            height="10"
          />
        ))}
      </svg>
      <input
        type="range"
        min="0"
        max={length}
        step="any"
        value={now}
        aria-label={say('position')}
        aria-valuetext={text}
        onInput={(event) => seek(event.currentTarget.valueAsNumber)}
      />
      <div class="row apart hint">
        <time class="digits">{`${showPosition(now)} / ${showPosition(duration)}`}</time>
        <time class="digits">{showClockTime(began + now * 1000, language.value)}</time>
      </div>
    </div>
  )
}
