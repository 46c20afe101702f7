// A question that waits for an answer, over the page: the browser keeps the focus in it and gives it back.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface Props {
  readonly title: string
  /** Escape, too. */
  readonly close: () => void
  readonly children: ComponentChildren
}

export const Dialog = ({ title, close, children }: Props) => {
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = box.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog ref={box} aria-labelledby="dialog-title" onClose={close}>
      <div class="stack">
        <h2 id="dialog-title">{title}</h2>
        {children}
      </div>
    </dialog>
  )
}

interface ConfirmProps {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
  readonly go: () => void
  readonly close: () => void
}

export const Confirm = ({ title, text, yes, no, go, close }: ConfirmProps) => (
  <Dialog title={title} close={close}>
    <p>{text}</p>
    <div class="row">
      <button
        type="button"
        class="button danger"
        onClick={() => {
          close()
          go()
        }}
      >
        {yes}
      </button>
      <button type="button" class="button" onClick={close}>
        {no}
      </button>
    </div>
  </Dialog>
)
