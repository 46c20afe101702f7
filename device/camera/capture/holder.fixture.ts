// A program that captures until it is killed. Arguments: the mark of its child.

import { systemClock } from '../../clock/system.ts'
import { createCapture } from './capture.ts'
import { SILENT, testCard } from './supervised.fixture.ts'

const clock = systemClock()
const capture = createCapture({
  find: async () => testCard(process.argv[2] ?? ''),
  clock,
  log: SILENT,
  now: clock.now,
})
capture.listen(({ n }) => {
  if (n === 3) process.stdout.write('capturing\n')
})
capture.power(true)
