// THE table of refusals: a stable code, what a person reads (English, German) and what to do next.
// Codes are part of the public contract: never renamed, only added. docs/refusals.md is made from it.

/** What one refusal says to a person. */
export interface RefusalText {
  readonly en: string
  readonly de: string
}

const table = {
  // the grant
  not_yet: {
    en: 'The access has not started yet. Come back within the agreed time.',
    de: 'Der Zugang hat noch nicht begonnen. Bitte zur vereinbarten Zeit wiederkommen.',
  },
  expired: {
    en: 'The access has ended. Ask the owner for a new one.',
    de: 'Der Zugang ist abgelaufen. Bitte beim Eigentümer einen neuen erfragen.',
  },
  outside_window: {
    en: 'The access does not cover this time of day or day of the week. Come back within the agreed time.',
    de: 'Der Zugang gilt nicht zu dieser Tageszeit oder an diesem Wochentag. Bitte zur vereinbarten Zeit wiederkommen.',
  },
  revoked: {
    en: 'The owner has withdrawn this access.',
    de: 'Der Eigentümer hat diesen Zugang zurückgenommen.',
  },
  used_up: {
    en: 'This access has been used as often as the owner allowed.',
    de: 'Dieser Zugang wurde so oft benutzt, wie der Eigentümer es erlaubt hat.',
  },
  wrong_door: { en: 'This access is for another door.', de: 'Dieser Zugang gilt für eine andere Tür.' },
  wrong_key: {
    en: 'This access belongs to another key. A copied link or token does not open the door.',
    de: 'Dieser Zugang gehört zu einem anderen Schlüssel. Ein kopierter Link oder Ausweis öffnet die Tür nicht.',
  },
  wrong_action: {
    en: 'This access does not allow that action.',
    de: 'Dieser Zugang erlaubt diese Handlung nicht.',
  },
  wrong_bridge: {
    en: 'The proof was made for another bridge. Try again through this one.',
    de: 'Der Nachweis wurde für eine andere Brücke gemacht. Bitte über diese erneut versuchen.',
  },
  chain_broken: {
    en: 'The grants do not follow from the owner to you. Ask whoever gave you the access to send it again.',
    de: 'Die Berechtigungen führen nicht lückenlos vom Eigentümer zu Ihnen. Bitte den Zugang erneut zusenden lassen.',
  },
  chain_too_long: {
    en: 'The access was passed on too often.',
    de: 'Der Zugang wurde zu oft weitergegeben.',
  },
  chain_widens: {
    en: 'A passed-on access allows more than the one it came from.',
    de: 'Ein weitergegebener Zugang erlaubt mehr als der, von dem er stammt.',
  },
  not_delegable: {
    en: 'This access must not be passed on.',
    de: 'Dieser Zugang darf nicht weitergegeben werden.',
  },
  link_unbound: {
    en: 'The link has to be bound to your own key first. Open it on the device you will use.',
    de: 'Der Link muss zuerst an Ihren eigenen Schlüssel gebunden werden. Bitte auf dem Gerät öffnen, das Sie benutzen.',
  },
  link_already_bound: {
    en: 'This link was already used on another device. Ask the owner for a new one, and tell them if it was not you.',
    de: 'Dieser Link wurde schon auf einem anderen Gerät benutzt. Bitte einen neuen erfragen, und Bescheid sagen, wenn Sie das nicht waren.',
  },
  revocations_behind: {
    en: 'The door has not heard the latest withdrawals and opens for nobody but the owner until it has.',
    de: 'Die Tür kennt die letzten Rücknahmen noch nicht und öffnet bis dahin nur dem Eigentümer.',
  },
  // the proof
  challenge_unknown: {
    en: 'The proof does not answer a challenge of this door. Try again.',
    de: 'Der Nachweis antwortet auf keine Frage dieser Tür. Bitte erneut versuchen.',
  },
  challenge_expired: {
    en: 'The proof came too late. Try again.',
    de: 'Der Nachweis kam zu spät. Bitte erneut versuchen.',
  },
  replayed: {
    en: 'This very request was already made. Make a new one.',
    de: 'Genau diese Anfrage wurde schon gestellt. Bitte eine neue stellen.',
  },
  // the admission
  admission_missing: {
    en: 'The bridge has not admitted this request.',
    de: 'Die Brücke hat diese Anfrage nicht zugelassen.',
  },
  admission_expired: {
    en: 'The admission of the bridge came too late. Try again.',
    de: 'Die Zulassung der Brücke kam zu spät. Bitte erneut versuchen.',
  },
  admission_wrong: {
    en: 'The admission is not for this request or not from the bridge this door was paired with.',
    de: 'Die Zulassung gilt nicht für diese Anfrage oder stammt nicht von der Brücke dieser Tür.',
  },
  // tokens
  token_malformed: { en: 'A token cannot be read.', de: 'Ein Ausweis ist nicht lesbar.' },
  token_oversize: { en: 'A token is too large.', de: 'Ein Ausweis ist zu groß.' },
  token_wrong_type: {
    en: 'A token of another kind was given.',
    de: 'Es wurde ein Ausweis anderer Art vorgelegt.',
  },
  token_wrong_algorithm: {
    en: 'A token is signed in a way that is not accepted.',
    de: 'Ein Ausweis ist auf eine Art unterschrieben, die nicht angenommen wird.',
  },
  token_bad_signature: {
    en: 'A signature is not valid.',
    de: 'Eine Unterschrift ist nicht gültig.',
  },
  token_wrong_key: {
    en: 'A token names or carries a key that is not the expected one.',
    de: 'Ein Ausweis nennt oder enthält nicht den erwarteten Schlüssel.',
  },
  token_stale: {
    en: 'A token is not valid at this time. Check the clock of your device.',
    de: 'Ein Ausweis gilt zu dieser Zeit nicht. Bitte die Uhr Ihres Geräts prüfen.',
  },
  // the door
  not_paired: {
    en: 'The door has no owner yet. Press its pairing button and pair it.',
    de: 'Die Tür hat noch keinen Eigentümer. Bitte die Kopplungstaste drücken und koppeln.',
  },
  clock_untrusted: {
    en: 'The door does not know the time for certain and opens only for the owner, locally.',
    de: 'Die Tür kennt die Uhrzeit nicht sicher und öffnet nur dem Eigentümer vor Ort.',
  },
  recorder_absent: {
    en: 'This access needs the camera, and this door has none that records. Call the owner.',
    de: 'Dieser Zugang verlangt die Kamera, und an dieser Tür zeichnet keine auf. Bitte den Eigentümer anrufen.',
  },
  recorder_stale: {
    en: 'This access needs the camera, and it delivers no fresh picture. Call the owner.',
    de: 'Dieser Zugang verlangt die Kamera, und sie liefert kein frisches Bild. Bitte den Eigentümer anrufen.',
  },
  recorder_covered: {
    en: 'This access needs the camera, and its view is covered. Uncover it and try again.',
    de: 'Dieser Zugang verlangt die Kamera, und sie ist verdeckt. Bitte freimachen und erneut versuchen.',
  },
  recorder_not_durable: {
    en: 'This access needs the camera, and its recording is not safe yet. Try again in a moment.',
    de: 'Dieser Zugang verlangt die Kamera, und die Aufnahme ist noch nicht gesichert. Bitte gleich erneut versuchen.',
  },
  rig_absent: {
    en: 'The door cannot reach its bolt. Call the owner.',
    de: 'Die Tür erreicht ihren Riegel nicht. Bitte den Eigentümer anrufen.',
  },
  bolt_jammed: {
    en: 'The bolt is stuck. Push or pull the door gently and try again, or call the owner.',
    de: 'Der Riegel klemmt. Bitte die Tür leicht drücken oder ziehen und erneut versuchen, oder den Eigentümer anrufen.',
  },
  bolt_unknown: {
    en: 'The door cannot tell where its bolt is. Call the owner.',
    de: 'Die Tür weiß nicht, wo ihr Riegel steht. Bitte den Eigentümer anrufen.',
  },
  supply_low: {
    en: 'The supply voltage is too low to move the bolt. Call the owner.',
    de: 'Die Versorgungsspannung reicht nicht, um den Riegel zu bewegen. Bitte den Eigentümer anrufen.',
  },
  busy: {
    en: 'Another visit is under way. Try again when the door is locked.',
    de: 'Ein anderer Besuch läuft noch. Bitte erneut versuchen, wenn die Tür verriegelt ist.',
  },
  door_open: {
    en: 'The door is open. Close it first.',
    de: 'Die Tür ist offen. Bitte zuerst schließen.',
  },
  timed_out: {
    en: 'The door did not answer in time. Look whether it moved before you try again.',
    de: 'Die Tür hat nicht rechtzeitig geantwortet. Bitte nachsehen, ob sie sich bewegt hat, bevor Sie es erneut versuchen.',
  },
  journal_failed: {
    en: 'The door cannot write its journal and opens only from inside or by the mechanical key.',
    de: 'Die Tür kann ihr Journal nicht schreiben und öffnet nur von innen oder mit dem mechanischen Schlüssel.',
  },
  pin_wrong: { en: 'The PIN is not right.', de: 'Die PIN stimmt nicht.' },
  pin_locked: {
    en: 'Too many wrong PINs. Wait, or use another key.',
    de: 'Zu viele falsche PINs. Bitte warten oder einen anderen Schlüssel benutzen.',
  },
  // live view
  live_off: {
    en: 'The owner has switched off watching at this door.',
    de: 'Der Eigentümer hat das Zusehen an dieser Tür abgeschaltet.',
  },
  live_unavailable: {
    en: 'There is no picture to watch just now. Try again in a moment.',
    de: 'Gerade gibt es kein Bild zum Zusehen. Bitte gleich noch einmal versuchen.',
  },
  live_full: {
    en: 'As many people watch as the door can serve. Try again later.',
    de: 'Es sehen schon so viele zu, wie die Tür bedienen kann. Bitte später erneut versuchen.',
  },
  live_unasked: {
    en: 'The door was not asked whether you may watch, or too long ago. Try again.',
    de: 'Die Tür wurde nicht gefragt, ob Sie zusehen dürfen, oder vor zu langer Zeit. Bitte erneut versuchen.',
  },
  live_offer_wrong: {
    en: 'The door cannot read what your device offered. Update the browser and try again.',
    de: 'Die Tür kann nicht lesen, was Ihr Gerät angeboten hat. Bitte den Browser aktualisieren und erneut versuchen.',
  },
  live_over: {
    en: 'Watching is over.',
    de: 'Das Zusehen ist beendet.',
  },
  live_silent: {
    en: 'The viewer was not heard of any more. Open the picture again.',
    de: 'Vom zusehenden Gerät kam nichts mehr. Bitte das Bild erneut öffnen.',
  },
  // the bridge
  door_offline: {
    en: 'The door is not connected. Call the owner.',
    de: 'Die Tür ist nicht verbunden. Bitte den Eigentümer anrufen.',
  },
  door_unknown: {
    en: 'This bridge does not know that door.',
    de: 'Diese Brücke kennt diese Tür nicht.',
  },
  rate_limited: {
    en: 'Too many requests. Wait a moment and try again.',
    de: 'Zu viele Anfragen. Bitte kurz warten und erneut versuchen.',
  },
  not_allowed: {
    en: 'This key may not do that here.',
    de: 'Dieser Schlüssel darf das hier nicht.',
  },
  remote_off: {
    en: 'The owner has switched off opening from afar.',
    de: 'Der Eigentümer hat das Öffnen aus der Ferne abgeschaltet.',
  },
  pairing_closed: {
    en: 'No pairing window is open. Press the pairing button in the rig and use the new code within five minutes.',
    de: 'Es ist kein Kopplungsfenster offen. Bitte die Kopplungstaste drücken und den neuen Code binnen fünf Minuten benutzen.',
  },
  pairing_code_wrong: {
    en: 'The pairing code is not right.',
    de: 'Der Kopplungscode stimmt nicht.',
  },
  // the clip service
  clip_unknown: {
    en: 'There is no such clip here.',
    de: 'Einen solchen Clip gibt es hier nicht.',
  },
  clip_deleted: {
    en: 'This clip was deleted; a signed record of that is kept.',
    de: 'Dieser Clip wurde gelöscht; ein unterschriebener Beleg darüber liegt vor.',
  },
  clip_held: {
    en: 'This clip is held for a dispute. Lift the hold first.',
    de: 'Dieser Clip wird für einen Streitfall aufbewahrt. Bitte zuerst die Aufbewahrung aufheben.',
  },
  clip_differs: {
    en: 'Something else is stored there already, and nothing is ever written over.',
    de: 'Dort liegt schon etwas anderes, und überschrieben wird nie.',
  },
  part_damaged: {
    en: 'The bytes are not those that were signed. Send them again.',
    de: 'Die Bytes sind nicht die unterschriebenen. Bitte erneut senden.',
  },
  quota_full: {
    en: 'The storage for this door is full. Delete clips, or allow more room.',
    de: 'Der Speicher dieser Tür ist voll. Bitte Clips löschen oder mehr Platz erlauben.',
  },
} as const satisfies Record<string, RefusalText>

/** Every code with which a request may be refused. */
export type RefusalCode = keyof typeof table

export const REFUSALS: Readonly<Record<RefusalCode, RefusalText>> = table
export const REFUSAL_CODES = Object.keys(table) as readonly RefusalCode[] as readonly [RefusalCode, ...RefusalCode[]]

/** A refusal as a value: expected, not thrown. `detail` is for the log, never for a stranger's screen. */
export interface Refused {
  readonly ok: false
  readonly code: RefusalCode
  readonly detail?: string
}

export const refuse = (code: RefusalCode, detail?: string): Refused =>
  detail === undefined ? { ok: false, code } : { ok: false, code, detail }

export type Language = keyof RefusalText

/** What a person reads for a code. */
export const explain = (code: RefusalCode, language: Language): string => table[code][language]
