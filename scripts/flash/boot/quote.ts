// Values for files of other languages. What is put in here has been checked before; quoting is the second wall. Pure.

/** POSIX shell §2.2.2: nothing within single quotes means anything but their end. */
export const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** JSON is YAML 1.2, and what it quotes PyYAML reads the same. */
export const yaml = (head: string, value: unknown): string => `${head}\n${JSON.stringify(value, null, 2)}\n`
