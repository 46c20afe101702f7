// What a session needs of a connection to its viewer, and the process of the library behind it.

import type { Relay } from '#protocol/live/relay.ts'
import type { Millis } from '#protocol/units.ts'

/** 16-bit samples, 48 kHz, one channel: 10 ms of them. */
export const SAMPLES = 480

export interface Peer {
  /** The whole description, for the viewer. */
  readonly answer: string
  /** A text in the channel `control`; dropped while it is not open. */
  say(text: string): void
  /** A message in the channel `video`. @returns whether it was taken */
  send(message: Uint8Array): boolean
  /** Bytes that the library still holds; it knows nothing of what is on its way. */
  held(): number
  roundTrip(): Promise<Millis | undefined>
  /** Pictures go into the viewer's track too, from now on. */
  show(on: boolean): void
  /** Sound of the rig goes to the viewer; `hear` gives it. */
  sound(on: boolean): void
  hear(samples: Int16Array): void
  /** What the viewer says, while somebody listens to it. */
  listen(listener: ((samples: Int16Array) => void) | undefined): void
  close(): void
}

export interface PeerListening {
  /** The channels are there. */
  open(): void
  text(text: string): void
  /** `left`: the viewer closed it. `silent`: the path is gone for good. */
  lost(why: 'left' | 'silent'): void
}

export interface Offer {
  readonly sdp: string
  readonly relay?: Relay
  readonly relayOnly: boolean
}

export interface Rtc {
  /** @throws HausrechtError `live_offer` when nothing can be made of it */
  open(offer: Offer, listening: PeerListening): Promise<Peer>
  /** One picture into every track that is shown. @param rgba four bytes a pixel, sides even */
  picture(picture: { readonly width: number; readonly height: number; readonly data: Uint8Array }): void
}
