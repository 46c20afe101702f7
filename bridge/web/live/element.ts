// Elements made by hand: the picture works without any framework around it.

export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.append(...children)
  return made
}

export const button = (className: string, press?: () => void): HTMLButtonElement => {
  const made = element('button', className)
  made.type = 'button'
  if (press) made.addEventListener('click', press)
  return made
}

/** Texts are set again and again: only a change costs anything, and screen readers hear no echo. */
export const setText = (node: HTMLElement, text: string): void => {
  if (node.textContent !== text) node.textContent = text
}
