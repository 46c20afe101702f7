// Findings and sizes as sentences.

export { describeFinding } from '#protocol/clip/sentence.ts'
export { showBytes } from '#protocol/shown.ts'
