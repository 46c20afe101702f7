// JSON in one form only: what JSON.stringify writes. Reading refuses everything else, so that duplicate
// names, floats in disguise and white space cannot say two things to two readers (RFC 8725 §3.3, RFC 8259 §4).

/** @returns the parsed value, or undefined unless the text is exactly what JSON.stringify would write for it */
export const parseCanonical = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return JSON.stringify(value) === text ? value : undefined
  } catch {
    // Not JSON, or nested so deeply that it cannot be written again.
    return undefined
  }
}

/** @returns the parsed value, or undefined when the text is not JSON; for what is not signed and so needs no one form */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
