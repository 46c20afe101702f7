// README.txt of a folder of evidence: what a stranger to all this has to know, in both languages.

interface Contents {
  readonly isSealed: boolean
  readonly films: number
}

const films = ({ films }: Contents, one: string, more: string): string[] =>
  films === 1
    ? [`film.mp4        ${one}`]
    : [
        `film.mp4, film-2.mp4 … film-${films}.mp4`.replace('film-2.mp4 … film-2.mp4', 'film-2.mp4'),
        `                ${more}`,
      ]

const english = (contents: Contents): string[] => [
  ...films(
    contents,
    'the film, as recorded; any player shows it',
    'the films of the visit in their order, as recorded; any player shows them',
  ),
  'clips/1/ …      what the door signed of each film: head.jwt, lines.txt (a line a part), end.jwt',
  ...(contents.isSealed
    ? [
        'clips/1/*.age   the parts as they were sealed (age-encryption.org/v1); clip.key beside them opens them:',
        '                age -d -i clips/1/clip.key clips/1/000000.age, one after the other, gives film.mp4',
      ]
    : []),
  "journal.jsonl   the door's own journal around the visit, each line signed and chained to the one before",
  'keys.json       public keys of door, owner and bridge, and what the owner calls the holders',
  "grants.json     permissions as the owner's machine remembers them",
  'report.jwt      where there is one: what the owner states, signed',
  'index.json      every file with its SHA-256, as sha256sum prints it',
  '',
  'To check everything, on any machine and without a network:  npx hausrecht verify FOLDER',
  'It says in words who asked, when the bolt moved, what the film covers, and what is missing or was changed.',
  'It proves that the door with the named key recorded this, in this order, and that nothing was cut out.',
  "It cannot prove whose door that is, nor that the door's clock was right: ask elsewhere for the door's key.",
]

const german = (contents: Contents): string[] => [
  ...films(
    contents,
    'der Film, wie aufgenommen; jeder Player zeigt ihn',
    'die Filme des Besuchs in ihrer Reihenfolge, wie aufgenommen; jeder Player zeigt sie',
  ),
  'clips/1/ …      was die Tür je Film unterschrieben hat: head.jwt, lines.txt (eine Zeile je Teil), end.jwt',
  ...(contents.isSealed
    ? [
        'clips/1/*.age   die Teile, wie sie versiegelt wurden (age-encryption.org/v1); clip.key daneben öffnet sie:',
        '                age -d -i clips/1/clip.key clips/1/000000.age, einer nach dem anderen, ergibt film.mp4',
      ]
    : []),
  'journal.jsonl   das Journal der Tür um den Besuch, jede Zeile unterschrieben und mit der davor verkettet',
  'keys.json       öffentliche Schlüssel von Tür, Eigentümer und Brücke, und wie der Eigentümer die Inhaber nennt',
  'grants.json     Berechtigungen, wie der Rechner des Eigentümers sie kennt',
  'report.jwt      falls vorhanden: was der Eigentümer erklärt, unterschrieben',
  'index.json      jede Datei mit ihrer SHA-256, wie sha256sum sie zeigt',
  '',
  'Alles prüfen, auf jedem Rechner und ohne Netz:  npx hausrecht verify ORDNER',
  'Das sagt in Worten, wer angefragt hat, wann der Riegel sich bewegte, was der Film umfasst und was fehlt oder',
  'verändert wurde. Es beweist, dass die Tür mit dem genannten Schlüssel dies in dieser Reihenfolge aufgenommen hat',
  'und nichts herausgeschnitten ist. Es beweist nicht, wessen Tür das ist, und nicht, dass ihre Uhr richtig ging:',
  'Den Schlüssel der Tür bitte aus anderer Quelle bestätigen.',
]

export const readme = (isSealed: boolean, films: number): string => {
  const contents = { isSealed, films }
  const lines = ['EVIDENCE OF A DOOR / BEWEISMITTEL EINER TÜR', '', ...english(contents), '', ...german(contents), '']
  return lines.join('\n')
}
