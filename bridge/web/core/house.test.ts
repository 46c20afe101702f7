import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { VerifyKey } from '#protocol/keys.ts'
import { makeKey } from '#test/support/people.ts'
import { until } from '#test/support/wait.ts'
import type { Line } from '../line/line.ts'
import type { KeptDoor } from './doors/door.ts'
import { createHouse } from './house.ts'

const test = suite('the owner’s doors in this browser')

const makeDoor = ({ thumbprint }: VerifyKey): KeptDoor =>
  ({ id: thumbprint, journal: { catchUp: async () => undefined }, hear: async () => undefined }) as never

/** A bridge that lets nobody hear anything until it knows whose the door is. */
const lineUntil = (isKnown: (asked: number) => boolean): { readonly line: Line; asked(): number } => {
  let asked = 0
  const line = {
    ...{ isOpen: true, listens: [], close: () => undefined },
    subscribe: async (filters: readonly string[]) => {
      asked += 1
      return isKnown(asked) ? [] : filters
    },
    unsubscribe: async () => undefined,
  }
  return { line: line as never, asked: () => asked }
}

const openHouse = async () => {
  const [owner, door] = [await makeKey(), await makeKey()]
  const parts = { owner: owner.thumbprint, make: makeDoor, chosenBefore: undefined, chosen: () => undefined }
  const house = createHouse(parts)
  await house.follow([door.jwk])
  return house
}

test('asks again for a door whose bridge does not know yet whose it is', async () => {
  const house = await openHouse()
  const { line, asked } = lineUntil((count) => count > 2)
  await house.attach(line)
  await until(() => asked() === 3, 'it was asked a third time', 5000)
  await new Promise((resolve) => setTimeout(resolve, 400))
  assert.is(asked(), 3, 'and no more once it is heard')
  house.close()
})

test('asks no more once it is closed', async () => {
  const house = await openHouse()
  const { line, asked } = lineUntil(() => false)
  await house.attach(line)
  house.close()
  const before = asked()
  await new Promise((resolve) => setTimeout(resolve, 400))
  assert.is(asked(), before)
})

test.run()
