// What a check of a clip can find, in words.

import type { Text } from '../text.ts'
import type { FindingCode, Weight } from './finding.ts'

export const FINDING_WORDS = {
  finding_head_forged: {
    en: 'the head of the clip is no signed head',
    de: 'der Kopf des Clips ist kein unterschriebener Kopf',
  },
  finding_head_not_door: {
    en: 'the head is signed by another key than this door’s',
    de: 'der Kopf ist mit einem anderen Schlüssel als dem dieser Tür unterschrieben',
  },
  finding_head_foreign: { en: 'the head belongs to another clip', de: 'der Kopf gehört zu einem anderen Clip' },
  finding_line_forged: {
    en: 'the line of part {n} was not signed by this clip’s key',
    de: 'die Zeile von Teil {n} ist nicht mit dem Schlüssel dieses Clips unterschrieben',
  },
  finding_line_forked: {
    en: 'part {n} tells another history than the part before it',
    de: 'Teil {n} erzählt eine andere Vorgeschichte als der Teil davor',
  },
  finding_part_foreign: {
    en: 'in place {n} lies a part of another clip',
    de: 'an Stelle {n} liegt ein Teil eines anderen Clips',
  },
  finding_part_misplaced: {
    en: 'part {n} lies in the place of part {at}',
    de: 'Teil {n} liegt an der Stelle von Teil {at}',
  },
  finding_bytes_swapped: {
    en: 'under the line of part {n} lie the bytes of part {at}',
    de: 'unter der Zeile von Teil {n} liegen die Bytes von Teil {at}',
  },
  finding_part_damaged: {
    en: 'the bytes of part {n} are not the signed ones',
    de: 'die Bytes von Teil {n} sind nicht die unterschriebenen',
  },
  finding_part_truncated: { en: 'part {n} was cut short', de: 'Teil {n} wurde gekürzt' },
  finding_bytes_missing: {
    en: 'of part {n} only the signed line is there, not the picture',
    de: 'von Teil {n} ist nur die unterschriebene Zeile da, nicht das Bild',
  },
  finding_part_missing: {
    en: 'part {n} is not there, though later ones are',
    de: 'Teil {n} fehlt, obwohl spätere da sind',
  },
  finding_tail_cut: {
    en: '{count|the last part is|the last # parts are} not there, from part {n} on',
    de: '{count|der letzte Teil fehlt|die letzten # Teile fehlen}, ab Teil {n}',
  },
  finding_end_missing: {
    en: 'the signed end is not there, though the journal says that the clip ended',
    de: 'der unterschriebene Schluss fehlt, obwohl das Journal sagt, dass der Clip endete',
  },
  finding_end_forged: {
    en: 'the end is signed neither by the clip’s key nor by the door',
    de: 'der Schluss ist weder vom Schlüssel des Clips noch von der Tür unterschrieben',
  },
  finding_end_foreign: { en: 'the end belongs to another clip', de: 'der Schluss gehört zu einem anderen Clip' },
  finding_end_forked: {
    en: 'the end names another last part than part {n}',
    de: 'der Schluss nennt einen anderen letzten Teil als Teil {n}',
  },
  finding_beyond_end: {
    en: '{count|one part was|# parts were} added behind the signed end, from part {n} on',
    de: '{count|ein Teil wurde|# Teile wurden} hinter dem unterschriebenen Schluss angefügt, ab Teil {n}',
  },
  finding_no_end: {
    en: 'the clip has no end: it still runs, or the recorder broke off just now',
    de: 'der Clip hat keinen Schluss: Er läuft noch, oder die Aufnahme brach eben ab',
  },
  finding_ended_by_door: {
    en: 'the recorder broke off; the door closed the clip with everything that was safe',
    de: 'die Aufnahme brach ab; die Tür schloss den Clip mit allem, was gesichert war',
  },
  finding_no_init: {
    en: 'the film does not begin with its first part',
    de: 'der Film beginnt nicht mit seinem ersten Teil',
  },
  finding_film_gap: {
    en: '{count|one picture is|# pictures are} missing before part {n}',
    de: 'vor Teil {n} {count|fehlt ein Bild|fehlen # Bilder}',
  },
  finding_film_overlap: {
    en: 'before part {n} {count|one picture is|# pictures are} there twice',
    de: 'vor Teil {n} {count|ist ein Bild|sind # Bilder} doppelt',
  },
  finding_clock_jump: {
    en: 'before part {n} the door’s clock moved by {by} while no picture is missing: it was set, or the camera gave no picture',
    de: 'vor Teil {n} sprang die Uhr der Tür um {by}, und kein Bild fehlt: Sie wurde gestellt, oder die Kamera lieferte keines',
  },
  finding_head_not_in_journal: {
    en: 'the door’s journal knows nothing of this clip',
    de: 'das Journal der Tür weiß nichts von diesem Clip',
  },
  finding_head_differs: {
    en: 'the journal names another head for this clip',
    de: 'das Journal nennt einen anderen Kopf für diesen Clip',
  },
  finding_end_differs: {
    en: 'the journal and the end of the clip contradict each other',
    de: 'Journal und Schluss des Clips widersprechen sich',
  },
  finding_journal_differs: {
    en: 'this is not the journal the clip was recorded beside',
    de: 'dies ist nicht das Journal, neben dem der Clip aufgenommen wurde',
  },
  finding_identity_foreign: {
    en: 'the clip’s identity opens another clip',
    de: 'die Identität des Clips öffnet einen anderen Clip',
  },
  finding_identity_damaged: {
    en: 'the clip’s identity is damaged; another copy of it is needed',
    de: 'die Identität des Clips ist beschädigt; eine andere Kopie wird gebraucht',
  },
  finding_wrong_key: {
    en: 'the clip is sealed to other keys than this one; nothing seems damaged',
    de: 'der Clip ist für andere Schlüssel als diesen versiegelt; beschädigt scheint nichts',
  },
  finding_part_unopened: {
    en: 'part {n} is as it was signed, and the clip’s identity does not open it',
    de: 'Teil {n} ist wie unterschrieben, und die Identität des Clips öffnet ihn nicht',
  },
} as const satisfies Record<`finding_${FindingCode}`, Text>

export const WEIGHT_WORDS = {
  weight_forged: { en: 'CHANGED: {text}.', de: 'VERÄNDERT: {text}.' },
  weight_lost: { en: 'MISSING: {text}.', de: 'FEHLT: {text}.' },
  weight_note: { en: 'To be known: {text}.', de: 'Zu wissen: {text}.' },
} as const satisfies Record<`weight_${Weight}`, Text>
