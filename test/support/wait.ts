// Every wait of a test has an end, and says what it waited for.

const LIMIT = 3000

/** @throws when the promise is not settled within `limit` milliseconds */
export const within = async <Value>(promise: Promise<Value>, what: string, limit = LIMIT): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${limit} ms for ${what}`)), limit)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Asks again until it is so. */
export const until = async (isSo: () => boolean | Promise<boolean>, what: string, limit = LIMIT): Promise<void> => {
  const end = Date.now() + limit
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${limit} ms until ${what}`)
    await pause(5)
  }
}

/** @returns with what it was rejected; throws when it was not, or only because it took too long */
export const rejection = async (promise: Promise<unknown>): Promise<Error> => {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(outcome instanceof Error)) throw new Error('it was let through')
  if (outcome.message.startsWith('waited ')) throw outcome
  return outcome
}
