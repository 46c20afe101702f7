// What set-up says.

import { speaker } from '../core/words.ts'

export const say = speaker({
  step_key: { en: 'Step 1 of 2: your key', de: 'Schritt 1 von 2: Ihr Schlüssel' },
  step_door: { en: 'Step 2 of 2: your door', de: 'Schritt 2 von 2: Ihre Tür' },
  welcome_title: { en: 'Your door, your key', de: 'Ihre Tür, Ihr Schlüssel' },
  welcome_text: {
    en: 'Hausrecht has no account and no password. Your door obeys a key that is made in this browser and never leaves it; 24 words on paper bring it back if this device is lost.',
    de: 'Hausrecht hat kein Konto und kein Passwort. Ihre Tür gehorcht einem Schlüssel, der in diesem Browser entsteht und ihn nie verlässt; 24 Wörter auf Papier bringen ihn zurück, wenn dieses Gerät verloren geht.',
  },
  make: { en: 'Make a new key', de: 'Neuen Schlüssel erzeugen' },
  have_words: { en: 'I have 24 words', de: 'Ich habe 24 Wörter' },
  from_cli: {
    en: 'Made it on the command line already? “npx hausrecht key browser” gives an address that brings it here.',
    de: 'Schon auf der Befehlszeile erzeugt? „npx hausrecht key browser“ nennt eine Adresse, die ihn hierher bringt.',
  },
  words_title: { en: 'Write these words down', de: 'Schreiben Sie diese Wörter auf' },
  words_text: {
    en: 'On paper, in this order, and keep it like the deed of the house: whoever has the words owns the door and can see every recording. They are shown now and never again. Do not photograph them.',
    de: 'Auf Papier, in dieser Reihenfolge, und verwahren Sie es wie eine Urkunde: Wer die Wörter hat, dem gehört die Tür, und er sieht jede Aufnahme. Sie werden nur jetzt gezeigt. Fotografieren Sie sie nicht.',
  },
  words_list: { en: 'Your 24 words', de: 'Ihre 24 Wörter' },
  written: { en: 'I have written them down', de: 'Ich habe sie aufgeschrieben' },
  quiz_title: { en: 'Three of them, please', de: 'Drei davon, bitte' },
  quiz_text: {
    en: 'To be sure that the paper is right.',
    de: 'Damit sicher ist, dass das Papier stimmt.',
  },
  word_n: { en: 'Word {n}', de: 'Wort {n}' },
  word_wrong: {
    en: 'That is not word {n}. Look at the paper again.',
    de: 'Das ist nicht Wort {n}. Sehen Sie noch einmal auf das Papier.',
  },
  check: { en: 'Go on', de: 'Weiter' },
  later: { en: 'Check later', de: 'Später prüfen' },
  back: { en: 'Back', de: 'Zurück' },
  restore_title: { en: 'Your 24 words', de: 'Ihre 24 Wörter' },
  restore_text: {
    en: 'Type them in their order, with blanks between. They stay in this browser.',
    de: 'Geben Sie sie der Reihe nach ein, mit Leerzeichen dazwischen. Sie bleiben in diesem Browser.',
  },
  restore_count: { en: '{n} of 24 words', de: '{n} von 24 Wörtern' },
  restore_unknown: {
    en: 'Not on the list of words: {words}',
    de: 'Nicht in der Wortliste: {words}',
  },
  restore_wrong: {
    en: 'These 24 words are not a key: one of them is wrong, or two have changed places.',
    de: 'Diese 24 Wörter ergeben keinen Schlüssel: Eines stimmt nicht, oder zwei sind vertauscht.',
  },
  restore_go: { en: 'Bring my key here', de: 'Schlüssel hierher holen' },
  opening: { en: 'Looking for your doors…', de: 'Suche Ihre Türen…' },
  linked_title: { en: 'Is this key yours?', de: 'Ist das Ihr Schlüssel?' },
  linked_text: {
    en: 'This key came with a link, and no door here belongs to it. Whoever made the link has the same key: every door that you pair with it would be theirs as well. Go on only if you made the link yourself.',
    de: 'Dieser Schlüssel kam mit einem Link, und keine Tür hier gehört zu ihm. Wer den Link gemacht hat, hat denselben Schlüssel: Jede Tür, die Sie damit koppeln, gehörte auch ihm. Machen Sie nur weiter, wenn Sie den Link selbst erzeugt haben.',
  },
  linked_away: { en: 'Forget it, make a key of my own', de: 'Verwerfen, eigenen Schlüssel erzeugen' },
  linked_on: { en: 'I made the link, go on', de: 'Ich habe ihn erzeugt, weiter' },
  pair_title: { en: 'Pair with your door', de: 'Mit Ihrer Tür koppeln' },
  pair_press: {
    en: 'Press the pairing button inside the rig’s housing. For five minutes the rig shows a code of sixteen characters.',
    de: 'Drücken Sie die Kopplungstaste im Gehäuse an der Tür. Fünf Minuten lang zeigt das Gerät einen Code aus sechzehn Zeichen.',
  },
  pair_sim: {
    en: 'With the simulated door: “npx hausrecht sim pair” presses it and shows the code.',
    de: 'Bei der simulierten Tür: „npx hausrecht sim pair“ drückt sie und zeigt den Code.',
  },
  pair_code: { en: 'Code', de: 'Code' },
  pair_form: { en: 'For example K7QP-3M4X-9T2B-WFAZ', de: 'Zum Beispiel K7QP-3M4X-9T2B-WFAZ' },
  pair_incomplete: {
    en: 'A code has sixteen letters and digits.',
    de: 'Ein Code hat sechzehn Buchstaben und Ziffern.',
  },
  pair_go: { en: 'Pair', de: 'Koppeln' },
  pair_connecting: { en: 'Connecting to the bridge…', de: 'Verbinde mit der Brücke…' },
  pair_calling: { en: 'Calling the door. This can take a minute.', de: 'Rufe die Tür. Das kann eine Minute dauern.' },
  pair_stop: { en: 'Stop', de: 'Abbrechen' },
  pair_takes: {
    en: 'From then on the door obeys your key and no other. A former owner’s key opens it no longer.',
    de: 'Von da an gehorcht die Tür Ihrem Schlüssel und keinem anderen. Der Schlüssel eines früheren Eigentümers öffnet sie nicht mehr.',
  },
  name_title: { en: 'The door is yours', de: 'Die Tür gehört Ihnen' },
  name_text: {
    en: 'What do you call it? Only you see the name.',
    de: 'Wie nennen Sie sie? Den Namen sehen nur Sie.',
  },
  name_label: { en: 'Name of the door', de: 'Name der Tür' },
  name_default: { en: 'Front door', de: 'Haustür' },
  name_go: { en: 'Done', de: 'Fertig' },
  not_now: { en: 'Not now', de: 'Nicht jetzt' },
  fault_title: { en: 'That did not work', de: 'Das hat nicht geklappt' },
  again: { en: 'Try again', de: 'Noch einmal versuchen' },
  code: { en: 'Code: {code}', de: 'Code: {code}' },
  offline: {
    en: 'The bridge does not answer. Is it running, and is this device on its network?',
    de: 'Die Brücke antwortet nicht. Läuft sie, und ist dieses Gerät in ihrem Netz?',
  },
  key_there: {
    en: 'This browser keeps another key already. Take it off in the settings first; have its 24 words at hand.',
    de: 'Dieser Browser verwahrt schon einen anderen Schlüssel. Entfernen Sie ihn zuerst in den Optionen; halten Sie seine 24 Wörter bereit.',
  },
  browser_too_old: {
    en: 'This browser cannot keep your key. Take Chrome or Edge from 137, Firefox from 130 or Safari from 18 on.',
    de: 'Dieser Browser kann Ihren Schlüssel nicht verwahren. Nehmen Sie Chrome oder Edge ab 137, Firefox ab 130 oder Safari ab 18.',
  },
  not_secure: {
    en: 'Browsers keep keys only on pages that come over https, or from this very machine.',
    de: 'Browser verwahren Schlüssel nur auf Seiten, die über https oder von diesem Gerät selbst kommen.',
  },
  storage_closed: {
    en: 'This browser lets the page store nothing. Open it in an ordinary window, not a private one.',
    de: 'Dieser Browser lässt die Seite nichts speichern. Öffnen Sie sie in einem gewöhnlichen Fenster, keinem privaten.',
  },
  unknown: {
    en: 'Something is broken here. Load the page anew; nothing is lost.',
    de: 'Hier ist etwas kaputt. Laden Sie die Seite neu; verloren ist nichts.',
  },
})
