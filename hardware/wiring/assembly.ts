// The assembly steps as Markdown, with their pictures, self-tests and symptoms. Pure.

import { PINS, type PinName } from '../contract/pins.ts'
import { table } from './markdown.ts'
import { pictureOf, STEPS, type Step, type Symptom } from './steps.ts'
import { BUILD_TITLES, type Build } from './variants.ts'

function wireName(name: PinName): string {
  const row = PINS.find((pin) => pin.name === name)
  return row === undefined ? name : `${row.arduino} (${row.wire})`
}

const lookAt = (symptom: Symptom): readonly string[] => [
  symptom.seen,
  symptom.pins.map(wireName).join(', '),
  symptom.look,
]

/** Where the two strikes are wired alike, one picture is for both. */
const titleOf = (step: Step, build: Build): string =>
  build === 'strike' && !step.builds.includes('fail-safe') ? 'both strikes' : BUILD_TITLES[build]

/** @param link turns a path of this folder into one of the page */
function stepLines(step: Step, number: number, link: (path: string) => string): readonly string[] {
  const command = `sudo hausrecht rig test --port "$RIG" --only ${step.tests.join(',')}`
  return [
    `### ${number}. ${step.title}`,
    '',
    ...step.builds.flatMap((build) => {
      const title = step.builds.length > 1 ? `${step.title}: ${titleOf(step, build)}` : step.title
      return [`![${title}](${link(pictureOf(step.id, build))})`, '']
    }),
    ...step.todo.map((what) => `- ${what.replace(/\]\(([^)]+)\)/, (_, path: string) => `](${link(path)})`)}`),
    '',
    ...['```sh test=rig', command, '```', ''],
    ...table(['what you see', 'wire', 'look at'], step.symptoms.map(lookAt)),
    '',
  ]
}

/** All steps, in the order they build on each other. */
export const assemblyLines = (link: (path: string) => string): readonly string[] =>
  STEPS.flatMap((step, index) => stepLines(step, index + 1, link))
