// Debian packages to put on a card, known by their names: hausrecht-device_0.2.0_arm64.deb. Pure.

export interface CardPackage {
  /** Where it lies on this machine. */
  readonly path: string
  readonly file: string
  readonly name: string
  readonly arch: string
}

/** Debian policy §5.6.1, §5.6.12: what names and versions are made of; a colon is written %3a in file names. */
const NAME = /^(hausrecht-(?:device|bridge|cloud))_[\w.+~%-]+_(amd64|arm64|all)\.deb$/

/** @returns undefined for what is no package of ours */
export const packageOf = (path: string): CardPackage | undefined => {
  const file = path.split('/').at(-1) ?? ''
  const [, name, arch] = NAME.exec(file) ?? []
  return name && arch ? { path, file, name, arch } : undefined
}
