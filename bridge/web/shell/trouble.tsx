// What a person sees when something broke: what to do next, and a code that can be told to somebody.

import { Component, type ComponentChildren } from 'preact'
import { HausrechtError } from '#protocol/fault.ts'
import { Icon } from './icons.tsx'
import { say } from './words.ts'

const KNOWN = {
  offline: 'fault_offline',
  bridge_changed: 'fault_bridge_changed',
  browser_too_old: 'fault_browser_too_old',
  not_secure: 'fault_not_secure',
  storage_closed: 'fault_storage_closed',
  page_missing: 'fault_page_missing',
} as const

export const codeOf = (error: unknown): string => (error instanceof HausrechtError ? error.code : 'page_broken')

const textOf = (code: string): (typeof KNOWN)[keyof typeof KNOWN] | 'fault_unknown' =>
  Object.hasOwn(KNOWN, code) ? KNOWN[code as keyof typeof KNOWN] : 'fault_unknown'

interface Props {
  readonly code: string
  readonly retry?: () => void
}

export const Trouble = ({ code, retry }: Props) => (
  <section class="page" role="alert">
    <div class="card bad">
      <h1 class="row">
        <Icon name="alert" />
        {say('fault_title')}
      </h1>
      <p>{say(textOf(code))}</p>
      <p class="digits">{say('fault_code', { code })}</p>
      <div class="row">
        {retry && (
          <button type="button" class="button main" onClick={retry}>
            {say('again')}
          </button>
        )}
        <button type="button" class="button" onClick={() => location.reload()}>
          {say('reload')}
        </button>
      </div>
    </div>
  </section>
)

interface State {
  readonly code: string | undefined
}

/** Keeps a page that breaks from taking the rest with it. */
export class Boundary extends Component<{ readonly children: ComponentChildren }, State> {
  override state: State = { code: undefined }

  override componentDidCatch(error: unknown): void {
    this.setState({ code: codeOf(error) })
  }

  override render() {
    const { code } = this.state
    if (code === undefined) return this.props.children
    return <Trouble code={code} retry={() => this.setState({ code: undefined })} />
  }
}
