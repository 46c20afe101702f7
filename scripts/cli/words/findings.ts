// What a check of a clip can find, in words.

export { FINDING_WORDS, WEIGHT_WORDS } from '#protocol/clip/finding-words.ts'
