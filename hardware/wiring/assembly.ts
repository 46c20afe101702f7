// The assembly steps as Markdown, with their pictures, self-tests and symptoms. Pure.

import { PINS, type PinName } from '../contract/pins.ts'
import { table } from './markdown.ts'
import { pictureOf, STEPS, type Step, type Symptom } from './steps.ts'
import { BUILD_TITLES } from './variants.ts'

function wireName(name: PinName): string {
  const row = PINS.find((pin) => pin.name === name)
  return row === undefined ? name : `${row.arduino} (${row.wire})`
}

const lookAt = (symptom: Symptom): readonly string[] => [
  symptom.seen,
  symptom.pins.map(wireName).join(', '),
  symptom.look,
]

/** @param link turns a path of this folder into one of the page */
function stepLines(step: Step, number: number, link: (path: string) => string): readonly string[] {
  const command = `sudo hausrecht rig test --port "$RIG" --only ${step.tests.join(',')}`
  return [
    `### ${number}. ${step.title}`,
    '',
    ...step.builds.flatMap((build) => {
      const title = step.builds.length > 1 ? `${step.title}: ${BUILD_TITLES[build]}` : step.title
      return [`![${title}](${link(pictureOf(step.id, build))})`, '']
    }),
    ...step.todo.map((what) => `- ${what.replace('](safety.md)', `](${link('safety.md')})`)}`),
    '',
    ...['```sh test=rig', command, '```', ''],
    ...table(['what you see', 'wire', 'look at'], step.symptoms.map(lookAt)),
    '',
  ]
}

/** All steps, in the order they build on each other. */
export const assemblyLines = (link: (path: string) => string): readonly string[] =>
  STEPS.flatMap((step, index) => stepLines(step, index + 1, link))
