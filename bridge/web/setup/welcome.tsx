// The first screen, and the words of a key that was just made.

import { useEffect, useRef, useState } from 'preact/hooks'
import { askedPlaces, wrongPlaces } from './quiz.ts'
import type { Stage } from './stages.ts'
import { say } from './words.ts'

type To = (stage: Stage) => void
type At<Name extends Stage['at']> = Extract<Stage, { at: Name }>

/** The heading of each step takes the focus: it is what changed. */
export const Title = ({ text }: { readonly text: string }) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [text])
  return (
    <h1 class="title" ref={heading} tabIndex={-1}>
      {text}
    </h1>
  )
}

const makeWords = async (): Promise<Stage> => {
  const { freshSeed, wordsOfSeed } = await import('#protocol/recovery.ts')
  const seed = freshSeed()
  return { at: 'words', seed, words: wordsOfSeed(seed).split(' ') }
}

interface WelcomeProps {
  readonly to: To
  readonly fail: (error: unknown) => void
}

export const Welcome = ({ to, fail }: WelcomeProps) => {
  const make = (): void => {
    makeWords().then(to, fail)
  }
  return (
    <>
      <Title text={say('welcome_title')} />
      <p>{say('welcome_text')}</p>
      <div class="row">
        <button type="button" class="button main" onClick={make}>
          {say('make')}
        </button>
        <button type="button" class="button" onClick={() => to({ at: 'restore', typed: '' })}>
          {say('have_words')}
        </button>
      </div>
      <p class="hint">{say('from_cli')}</p>
    </>
  )
}

const textIn = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

const chance = (): number[] => [...crypto.getRandomValues(new Uint32Array(3))]

export const Words = ({ stage, to }: { readonly stage: At<'words'>; readonly to: To }) => (
  <>
    <Title text={say('words_title')} />
    <p>{say('words_text')}</p>
    <ol class="words" aria-label={say('words_list')} translate={false}>
      {stage.words.map((word) => (
        <li key={word}>{word}</li>
      ))}
    </ol>
    <div class="row">
      <button
        type="button"
        class="button main"
        onClick={() => to({ ...stage, at: 'quiz', places: askedPlaces(stage.words.length, chance()) })}
      >
        {say('written')}
      </button>
      <button type="button" class="button quiet" onClick={() => to({ at: 'welcome' })}>
        {say('back')}
      </button>
    </div>
  </>
)

interface QuizProps {
  readonly stage: At<'quiz'>
  readonly to: To
  readonly open: (seed: string, checked: boolean) => void
}

export const Quiz = ({ stage, to, open }: QuizProps) => {
  const { seed, words, places } = stage
  const [wrong, setWrong] = useState<readonly number[]>([])
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const missed = wrongPlaces(
      words,
      places,
      places.map((place) => textIn(form, `word-${place}`)),
    )
    setWrong(missed)
    if (missed.length === 0) open(seed, true)
  }
  return (
    <form class="stack" onSubmit={submit} autocomplete="off">
      <Title text={say('quiz_title')} />
      <p>{say('quiz_text')}</p>
      {places.map((place) => (
        <div class="field" key={place}>
          <label for={`word-${place}`}>{say('word_n', { n: place + 1 })}</label>
          <input
            id={`word-${place}`}
            name={`word-${place}`}
            autocapitalize="none"
            autocorrect="off"
            spellcheck={false}
            aria-invalid={wrong.includes(place)}
            aria-describedby={`wrong-${place}`}
          />
          <p class="wrong" id={`wrong-${place}`} role="alert">
            {wrong.includes(place) ? say('word_wrong', { n: place + 1 }) : ''}
          </p>
        </div>
      ))}
      <div class="row">
        <button type="submit" class="button main">
          {say('check')}
        </button>
        <button type="button" class="button" onClick={() => open(seed, false)}>
          {say('later')}
        </button>
        <button type="button" class="button quiet" onClick={() => to({ at: 'words', seed, words })}>
          {say('back')}
        </button>
      </div>
    </form>
  )
}
