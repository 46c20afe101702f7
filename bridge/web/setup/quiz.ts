// Which of the words are asked back: one from each third, so that nobody gets away with the first line.

const THIRDS = 3

/** @param random 32 bits of chance for each third @returns places from 0, rising */
export const askedPlaces = (count: number, random: readonly number[]): readonly number[] => {
  const size = Math.floor(count / THIRDS)
  return Array.from({ length: THIRDS }, (_, third) => third * size + ((random[third] ?? 0) % size))
}

/** What a person typed, as it is compared: case and blanks around it are forgiven. */
export const plain = (word: string): string => word.trim().toLowerCase()

/** Places whose answer is not the word. */
export const wrongPlaces = (
  words: readonly string[],
  places: readonly number[],
  answers: readonly string[],
): readonly number[] => places.filter((place, at) => plain(answers[at] ?? '') !== words[place])
