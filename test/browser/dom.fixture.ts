// The few things of a page that the films need: the project's types are Node's, and a page's would hide mistakes.

interface Target {
  addEventListener(name: string, listener: () => void, options?: { readonly once: boolean }): void
}

interface TimeRanges {
  readonly length: number
  start(at: number): number
  end(at: number): number
}

export interface Video extends Target {
  src: string
  muted: boolean
  currentTime: number
  readonly duration: number
  readonly videoWidth: number
  readonly videoHeight: number
  readonly buffered: TimeRanges
  readonly error: { readonly message: string } | null
  play(): Promise<void>
  requestVideoFrameCallback(call: (now: number, picture: { readonly mediaTime: number }) => void): number
}

interface SourceBuffer extends Target {
  readonly buffered: TimeRanges
  appendBuffer(bytes: Uint8Array): void
}

export interface MediaSource extends Target {
  addSourceBuffer(type: string): SourceBuffer
  endOfStream(): void
}

interface Canvas {
  width: number
  height: number
  getContext(
    kind: '2d',
    options: { readonly willReadFrequently: boolean },
  ): {
    drawImage(video: Video, x: number, y: number): void
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray }
  }
}

interface Dom {
  readonly document: {
    createElement<Name extends 'video' | 'canvas'>(name: Name): { readonly video: Video; readonly canvas: Canvas }[Name]
    readonly body: { append(element: Video): void; replaceChildren(): void }
  }
  readonly MediaSource: { new (): MediaSource }
  readonly URL: { createObjectURL(source: MediaSource): string }
}

export const dom = globalThis as unknown as Dom
