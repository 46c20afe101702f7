// The control file: what dpkg and a person in front of apt are told.

import { wrap } from '#scripts/cli/help.ts'

export interface Control {
  readonly name: string
  readonly version: string
  readonly architecture: string
  /** KiB on disk. */
  readonly installed: number
  readonly depends: readonly string[]
  readonly recommends: readonly string[]
  readonly suggests: readonly string[]
  /** One line, not beginning with the name or an article. */
  readonly title: string
  /** Paragraphs. */
  readonly about: readonly string[]
}

const MAINTAINER = 'Hausrecht <hausrecht@localhost>'
const WIDTH = 78

/** deb-control(5): a paragraph's lines begin with a blank, an empty line is a dot. */
const described = ({ title, about }: Control): string[] => [
  `Description: ${title}`,
  ...about.flatMap((paragraph, at) => [
    ...(at === 0 ? [] : [' .']),
    ...wrap(paragraph, WIDTH).map((line) => ` ${line}`),
  ]),
]

export const controlText = (control: Control): string => {
  const field = (name: string, values: readonly string[]): string[] =>
    values.length === 0 ? [] : [`${name}: ${values.join(', ')}`]
  return [
    `Package: ${control.name}`,
    `Version: ${control.version}`,
    `Architecture: ${control.architecture}`,
    `Maintainer: ${MAINTAINER}`,
    `Installed-Size: ${control.installed}`,
    ...field('Depends', control.depends),
    ...field('Recommends', control.recommends),
    ...field('Suggests', control.suggests),
    'Section: net',
    'Priority: optional',
    ...described(control),
    '',
  ].join('\n')
}
