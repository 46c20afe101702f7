// Every wait has an end.

import { HausrechtError } from '#protocol/fault.ts'
import type { Millis } from '#protocol/units.ts'

/** @throws HausrechtError with the code when the promise is not settled in time; its later outcome is dropped */
export const within = async <Value>(
  promise: Promise<Value>,
  limit: Millis,
  code: string,
  message: string,
): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HausrechtError(code, message)), limit)
  })
  promise.catch(() => undefined)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
