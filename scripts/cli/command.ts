// What a command is: its words, what may follow them, what it does. Help, parsing and docs/cli.md come from it.

import type { Context } from './context.ts'
import type { Outcome } from './outcome.ts'
import type { Text } from './text.ts'

export interface OptionSpec {
  /** What stands for its value in the help (`NAME`); absent: a switch. */
  readonly value?: string
  readonly about: Text
  readonly needed?: true
  /** Hidden from the short list of a command: the same everywhere. */
  readonly everywhere?: true
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

export interface OperandSpec {
  readonly name: string
  readonly about: Text
  readonly needed?: true
}

/** What was typed, by the names of the options. */
export type Values<Options extends OptionSpecs> = {
  readonly [Name in keyof Options]: Options[Name] extends { value: string }
    ? Options[Name] extends { needed: true }
      ? string
      : string | undefined
    : boolean
}

export interface Typed<Options extends OptionSpecs> {
  readonly values: Values<Options>
  readonly operands: readonly string[]
}

export interface CommandSpec<Options extends OptionSpecs = OptionSpecs> {
  /** The words that call it: `grant give`. */
  readonly words: string
  readonly about: Text
  /** More to know, a paragraph each. */
  readonly notes?: readonly Text[]
  readonly operands?: readonly OperandSpec[]
  readonly options: Options
  /** Without `npx hausrecht`. */
  readonly examples: readonly string[]
  run(context: Context, typed: Typed<Options>): Promise<Outcome>
}

/** A command whatever its options are. */
export type Command = Omit<CommandSpec, 'run'> & {
  run(
    context: Context,
    typed: { readonly values: Readonly<Record<string, unknown>>; readonly operands: readonly string[] },
  ): Promise<Outcome>
}

/** Keeps the types of the options for `run`; the parser has made sure of them. */
export const command = <const Options extends OptionSpecs>(spec: CommandSpec<Options>): Command => ({
  ...spec,
  run: (context, typed) => spec.run(context, typed as Typed<Options>),
})
