// The rig in words: its parts, what a person is asked to do, what can be wrong, and the flashing of its firmware.

import { prefixed, type Text } from '../text.ts'

const PART_NAMES = {
  firmware: { en: 'firmware', de: 'Firmware' },
  supply: { en: 'supply', de: 'Versorgung' },
  feedback: { en: 'feedback', de: 'Rückmeldung' },
  bolt: { en: 'bolt', de: 'Riegel' },
  reed: { en: 'door sensor', de: 'Türsensor' },
  egress: { en: 'inside button', de: 'Innentaste' },
  pairing: { en: 'pairing button', de: 'Kopplungstaste' },
  keypad: { en: 'keypad', de: 'Tastenfeld' },
  light: { en: 'light', de: 'Licht' },
  buzzer: { en: 'buzzer', de: 'Summer' },
  rail: { en: 'camera power', de: 'Kamerastrom' },
  infrared: { en: 'infrared', de: 'Infrarot' },
  camera: { en: 'camera', de: 'Kamera' },
} as const satisfies Record<string, Text>

const GOOD = {
  firmware: { en: '{firmware}', de: '{firmware}' },
  supply: { en: '{volts} V', de: '{volts} V' },
  feedback: { en: 'steady at {position} of 1023', de: 'ruhig bei {position} von 1023' },
  bolt: { en: 'measured out and home again', de: 'gemessen offen und wieder zu' },
  reed: { en: 'tells open from shut', de: 'unterscheidet offen und zu' },
  egress: { en: 'opens the bolt, and asks nobody', de: 'öffnet den Riegel und fragt niemanden' },
  pairing: { en: 'is heard', de: 'wird gehört' },
  keypad: { en: 'all twelve keys', de: 'alle zwölf Tasten' },
  light: { en: 'seen', de: 'gesehen' },
  buzzer: { en: 'heard', de: 'gehört' },
  rail: { en: '{volts} V when on, nothing when off', de: '{volts} V eingeschaltet, ausgeschaltet nichts' },
  infrared: { en: 'seen', de: 'gesehen' },
  camera: { en: '{device}, a sharp picture', de: '{device}, ein scharfes Bild' },
} as const satisfies Record<keyof typeof PART_NAMES, Text>

const ASKS = {
  door_shut: {
    en: 'Shut the door and keep your fingers off the bolt. Ready? Enter',
    de: 'Tür schließen und Finger weg vom Riegel. Bereit? Eingabetaste',
  },
  open_door: {
    en: 'The bolt is out for 45 s: open the door now (or take the magnet away).',
    de: 'Der Riegel ist 45 s lang offen: jetzt die Tür öffnen (oder den Magneten wegnehmen).',
  },
  shut_door: { en: 'Shut the door again.', de: 'Die Tür wieder schließen.' },
  press_egress: {
    en: 'Press the button inside, the way out. (30 s)',
    de: 'Die Taste innen drücken, den Weg hinaus. (30 s)',
  },
  press_pairing: {
    en: 'Press the pairing button in the rig. (30 s)',
    de: 'Die Kopplungstaste im Gerät drücken. (30 s)',
  },
  type_all: {
    en: 'Press every key once, row by row: 1 2 3, 4 5 6, 7 8 9, * 0 #. (60 s)',
    de: 'Jede Taste einmal drücken, Reihe für Reihe: 1 2 3, 4 5 6, 7 8 9, * 0 #. (60 s)',
  },
  light: { en: 'Is the status light on?', de: 'Leuchtet das Statuslicht?' },
  buzzer: { en: 'Do you hear the buzzer?', de: 'Hören Sie den Summer?' },
  infrared: {
    en: 'Look at the infrared light through a telephone’s camera: does it glow?',
    de: 'Das Infrarotlicht durch die Kamera eines Telefons ansehen: Glimmt es?',
  },
  moved: {
    en: 'Nothing was measured to move. Did the bolt move?',
    de: 'Gemessen hat sich nichts bewegt. Hat sich der Riegel bewegt?',
  },
  motor: { en: 'Did you hear or feel the motor try?', de: 'War zu hören oder zu spüren, dass der Motor es versucht?' },
  is_out: { en: 'Is the bolt out now, the door unlocked?', de: 'Ist der Riegel jetzt offen, die Tür entriegelt?' },
  is_home: { en: 'Is the bolt home now, the door locked?', de: 'Ist der Riegel jetzt zu, die Tür verriegelt?' },
} as const satisfies Record<string, Text>

const BOARD_WRONG = {
  silent: {
    en: 'The board answered once and then said nothing more. Is its USB cable one for data, and short?',
    de: 'Die Platine antwortete einmal und dann nicht mehr. Ist das USB-Kabel eines für Daten, und kurz?',
  },
  outdated: {
    en: '{firmware} is too old, {wanted} is needed: hausrecht rig flash',
    de: '{firmware} ist zu alt, gebraucht wird {wanted}: hausrecht rig flash',
  },
  newer: {
    en: '{firmware} is newer than this program, which knows {wanted}: update it',
    de: '{firmware} ist neuer als dieses Programm, das {wanted} kennt: bitte aktualisieren',
  },
  memory: {
    en: 'The board’s memory was written over. Flash it again; if it comes back, change the board.',
    de: 'Der Speicher der Platine wurde überschrieben. Neu flashen; kommt es wieder, die Platine tauschen.',
  },
  bytes_lost: {
    en: 'Bytes get lost on the way. Take another USB cable, without a hub, away from the motor’s wires.',
    de: 'Unterwegs gehen Bytes verloren. Ein anderes USB-Kabel nehmen, ohne Verteiler, weg von den Motorleitungen.',
  },
  brown_out: {
    en: 'The board restarted in the middle of it: its 5 V broke down. Feed the motor from its own supply, not from the board.',
    de: 'Die Platine startete mittendrin neu: Ihre 5 V sind eingebrochen. Den Motor aus einem eigenen Netzteil speisen, nicht aus der Platine.',
  },
  supply_none: {
    en: 'No voltage for the bolt is measured ({volts} V). Is its supply on, and the divider’s upper resistor in place?',
    de: 'Für den Riegel wird keine Spannung gemessen ({volts} V). Ist das Netzteil an, und der obere Widerstand des Teilers da?',
  },
  supply_low: {
    en: 'The bolt’s supply is low: {volts} V, usual are {usual} V. A stronger supply, thicker and shorter wires.',
    de: 'Die Versorgung des Riegels ist niedrig: {volts} V, üblich sind {usual} V. Ein stärkeres Netzteil, dickere und kürzere Leitungen.',
  },
  supply_high: {
    en: 'The bolt’s supply is too high: {volts} V, usual are {usual} V. Switch it off before the motor burns.',
    de: 'Die Versorgung des Riegels ist zu hoch: {volts} V, üblich sind {usual} V. Ausschalten, bevor der Motor verbrennt.',
  },
  supply_divider: {
    en: 'The voltage is at the end of the scale: the divider’s lower resistor or its ground is missing. Pull the wire out now: it carries more than the board bears.',
    de: 'Die Spannung ist am Ende der Skala: Der untere Widerstand des Teilers oder seine Masse fehlt. Die Leitung jetzt abziehen: Sie führt mehr, als die Platine verträgt.',
  },
  supply_sags: {
    en: 'While the bolt moves the supply breaks down to {volts} V. A stronger supply, thicker wires, a capacitor of 1000 µF at the motor; or the bolt is too stiff.',
    de: 'Während der Riegel läuft, bricht die Versorgung auf {volts} V ein. Ein stärkeres Netzteil, dickere Leitungen, 1000 µF am Motor; oder der Riegel geht zu schwer.',
  },
  rail_stuck_on: {
    en: 'The camera has power ({volts} V) though it is off: the relay’s contacts stick, or the camera hangs on the “normally closed” one.',
    de: 'Die Kamera hat Strom ({volts} V), obwohl sie aus ist: Die Kontakte des Relais kleben, oder die Kamera hängt am Ruhekontakt.',
  },
  rail_dead: {
    en: 'The camera gets no power ({volts} V). Does the relay click? Then look at its contacts and the divider, else at its control wire and its 5 V.',
    de: 'Die Kamera bekommt keinen Strom ({volts} V). Klickt das Relais? Dann Kontakte und Teiler prüfen, sonst seine Steuerleitung und seine 5 V.',
  },
  rail_low: {
    en: 'The camera’s power is low: {volts} V. A stronger supply, shorter cable; or the divider’s resistors are not equal.',
    de: 'Der Strom der Kamera ist schwach: {volts} V. Ein stärkeres Netzteil, ein kürzeres Kabel; oder die Widerstände des Teilers sind nicht gleich.',
  },
} as const satisfies Record<string, Text>

const BOLT_WRONG = {
  feedback_cut: {
    en: 'The feedback reads nothing: its wire is cut, or the potentiometer has no 5 V.',
    de: 'Die Rückmeldung liefert nichts: Ihre Leitung ist unterbrochen, oder das Potentiometer hat keine 5 V.',
  },
  feedback_shorted: {
    en: 'The feedback is at the end of the scale: its wire touches 5 V, or the potentiometer has no ground.',
    de: 'Die Rückmeldung ist am Ende der Skala: Ihre Leitung berührt 5 V, oder das Potentiometer hat keine Masse.',
  },
  feedback_noisy: {
    en: 'The feedback trembles at rest: a loose contact, or it runs beside the motor’s wires.',
    de: 'Die Rückmeldung zittert in Ruhe: ein Wackelkontakt, oder sie läuft neben den Motorleitungen.',
  },
  feedback_frozen: {
    en: 'The bolt moves and its feedback does not: the potentiometer does not turn with it, or the wire sits at a wrong pin.',
    de: 'Der Riegel bewegt sich, seine Rückmeldung nicht: Das Potentiometer dreht nicht mit, oder die Leitung steckt falsch.',
  },
  feedback_swapped: {
    en: 'The feedback runs the wrong way: swap the potentiometer’s two outer wires (5 V and ground).',
    de: 'Die Rückmeldung läuft verkehrt herum: die beiden äußeren Leitungen des Potentiometers (5 V und Masse) tauschen.',
  },
  bolt_reversed: {
    en: 'The bolt runs the wrong way: set the servo’s horn over to the other end, or turn the servo round.',
    de: 'Der Riegel läuft verkehrt herum: das Servohorn am anderen Ende aufsetzen, oder das Servo umdrehen.',
  },
  bolt_jammed: {
    en: 'The bolt is stuck: does it turn easily by hand, is the door pushed against it, is the strike in line?',
    de: 'Der Riegel klemmt: Lässt er sich leicht von Hand drehen, drückt die Tür dagegen, sitzt das Schließblech richtig?',
  },
  bolt_dead: {
    en: 'The motor does nothing: its signal wire, its power or its ground. All grounds must be one.',
    de: 'Der Motor tut nichts: seine Signalleitung, sein Strom oder seine Masse. Alle Massen müssen eine sein.',
  },
  bolt_half: {
    en: 'The bolt stops half-way (feedback from {from} to {at}): it goes stiffly, or the feedback’s resistors are not right.',
    de: 'Der Riegel bleibt auf halbem Weg stehen (Rückmeldung von {from} bis {at}): Er geht schwer, oder die Widerstände der Rückmeldung stimmen nicht.',
  },
  bolt_stiff: {
    en: 'The bolt needed {attempts} attempts: it goes stiffly. Adjust the strike, or take a stronger servo.',
    de: 'Der Riegel brauchte {attempts} Versuche: Er geht schwer. Das Schließblech richten, oder ein stärkeres Servo nehmen.',
  },
  bolt_busy: {
    en: 'The rig is busy with something else: is the inside button pressed, or its wire shorted?',
    de: 'Die Anlage ist mit etwas anderem beschäftigt: Ist die Innentaste gedrückt, oder ihre Leitung kurzgeschlossen?',
  },
  bolt_waits: {
    en: 'The bolt waits for the door to be shut. Is it? Then the door sensor’s wire is cut or its magnet too far away.',
    de: 'Der Riegel wartet, dass die Tür zu ist. Ist sie es? Dann ist die Leitung des Türsensors unterbrochen oder der Magnet zu weit weg.',
  },
} as const satisfies Record<string, Text>

const HAND_WRONG = {
  reed_open: {
    en: 'The door is shut and reads open: the sensor’s wire is cut, or its magnet is too far away (less than 15 mm).',
    de: 'Die Tür ist zu und gilt als offen: Die Leitung des Sensors ist unterbrochen, oder der Magnet zu weit weg (unter 15 mm).',
  },
  reed_shut: {
    en: 'The door was opened and still reads shut: the sensor’s wires touch, or another magnet holds it.',
    de: 'Die Tür wurde geöffnet und gilt noch als zu: Die Leitungen des Sensors berühren sich, oder ein anderer Magnet hält ihn.',
  },
  button_dead: {
    en: 'No press was measured: the button goes to ground on one side and to this wire on the other.',
    de: 'Kein Druck wurde gemessen: Die Taste liegt auf einer Seite an Masse, auf der anderen an dieser Leitung.',
  },
  button_shorted: {
    en: 'It reads as pressed all the time: its wire touches ground, or the button’s contacts are turned by 90°.',
    de: 'Sie gilt die ganze Zeit als gedrückt: Ihre Leitung berührt Masse, oder die Taste sitzt um 90° verdreht.',
  },
  egress_no_bolt: {
    en: 'The button is heard and the bolt did not open. Nobody may be locked in: do not use the door like that.',
    de: 'Die Taste wird gehört, und der Riegel öffnete nicht. Niemand darf eingesperrt sein: die Tür so nicht benutzen.',
  },
  keypad_dead: {
    en: 'No key is heard: is the keypad’s plug in, and the right way round?',
    de: 'Keine Taste wird gehört: Steckt der Stecker des Tastenfelds, und richtig herum?',
  },
  keypad_wire: {
    en: 'Not heard: {keys}. They share a wire.',
    de: 'Nicht gehört: {keys}. Sie teilen sich eine Leitung.',
  },
  keypad_keys: {
    en: 'Not heard: {keys}. If they were pressed, the keypad itself is broken there.',
    de: 'Nicht gehört: {keys}. Wurden sie gedrückt, ist das Tastenfeld selbst dort kaputt.',
  },
  keypad_swapped: {
    en: 'Keys are heard as others: these wires changed places.',
    de: 'Tasten werden als andere gehört: Diese Leitungen sind vertauscht.',
  },
  light_dark: {
    en: 'The light is dark: the right way round (long leg to the pin), with its resistor?',
    de: 'Das Licht bleibt dunkel: richtig herum (langes Bein an den Pin), mit Widerstand?',
  },
  buzzer_mute: {
    en: 'The buzzer is mute: is it one with its own oscillator, and is plus at the pin?',
    de: 'Der Summer ist stumm: Hat er einen eigenen Oszillator, und liegt Plus am Pin?',
  },
  infrared_dark: {
    en: 'The infrared light is dark: its MOSFET’s gate, its supply, and the diode the right way round.',
    de: 'Das Infrarotlicht bleibt dunkel: das Gate des MOSFET, die Versorgung, und die Diode richtig herum.',
  },
  camera_absent: {
    en: 'There is no camera at {device}. Is it plugged in, and does it get power (part “camera power”)?',
    de: 'An {device} ist keine Kamera. Steckt sie, und bekommt sie Strom (Teil „Kamerastrom“)?',
  },
  camera_mute: {
    en: '{device} delivers no picture. Is another program using it? ({detail})',
    de: '{device} liefert kein Bild. Benutzt ein anderes Programm sie? ({detail})',
  },
  camera_program: {
    en: 'ffmpeg is not installed: sudo apt-get install ffmpeg',
    de: 'ffmpeg ist nicht installiert: sudo apt-get install ffmpeg',
  },
  picture_black: {
    en: 'The picture is black: a cap on the lens, or a dark room without infrared light.',
    de: 'Das Bild ist schwarz: eine Kappe auf der Linse, oder ein dunkler Raum ohne Infrarotlicht.',
  },
  picture_flat: {
    en: 'The picture is one grey: something covers the lens.',
    de: 'Das Bild ist ein einziges Grau: Etwas verdeckt die Linse.',
  },
  picture_blinded: {
    en: 'The picture is white: a lamp or the sun shines into the lens.',
    de: 'Das Bild ist weiß: Eine Lampe oder die Sonne scheint in die Linse.',
  },
  picture_blurred: {
    en: 'The picture is blurred: turn the lens until the door frame is sharp; take off its foil.',
    de: 'Das Bild ist unscharf: an der Linse drehen, bis der Türrahmen scharf ist; die Folie abziehen.',
  },
} as const satisfies Record<string, Text>

export const RIG_TEST_WORDS = {
  ...prefixed('rig_part', PART_NAMES),
  ...prefixed('rig_good', GOOD),
  ...prefixed('rig_ask', ASKS),
  ...prefixed('rig_wrong', BOARD_WRONG),
  ...prefixed('rig_wrong', BOLT_WRONG),
  ...prefixed('rig_wrong', HAND_WRONG),
  rig_line_good: { en: '✓ {part}: {text}', de: '✓ {part}: {text}' },
  rig_line_wrong: { en: '✗ {part}: {text}', de: '✗ {part}: {text}' },
  rig_line_skipped: {
    en: '– {part}: not tested; “{need}” must pass first',
    de: '– {part}: nicht geprüft; erst muss „{need}“ bestehen',
  },
  rig_line_wire: {
    en: '    look at {pin}, the {colour} wire: {what}',
    de: '    prüfen: {pin}, Leitung {colour}: {what}',
  },
  rig_test_passed: { en: 'All {count} parts passed.', de: 'Alle {count} Teile haben bestanden.' },
  rig_test_failed: {
    en: '{count|one part|# parts} did not pass. Wiring: docs/build-a-rig.md',
    de: '{count|ein Teil hat|# Teile haben} nicht bestanden. Verdrahtung: docs/build-a-rig.md',
  },
  rig_part_unknown: {
    en: 'There is no part “{part}”. There are: {parts}',
    de: 'Einen Teil „{part}“ gibt es nicht. Es gibt: {parts}',
  },
  rig_yes_no: { en: ' [y/n] ', de: ' [j/n] ' },
  rig_no_answer: {
    en: 'Nobody answers. At a terminal the questions can be answered; --yes says yes to all of them.',
    de: 'Niemand antwortet. An einem Terminal lassen sich die Fragen beantworten; --yes sagt zu allen ja.',
  },
  rig_gone: {
    en: 'The connection to the rig broke off: {detail}',
    de: 'Die Verbindung zur Anlage ist abgebrochen: {detail}',
  },
  rig_mute: {
    en: 'At {port} no rig answers ({detail}). Is it the right port? A blank board is flashed with: hausrecht rig flash --variant servo',
    de: 'An {port} antwortet keine Anlage ({detail}). Ist es der richtige Anschluss? Eine leere Platine: hausrecht rig flash --variant servo',
  },
  rig_foreign: {
    en: 'At {port} answers another board: {detail}',
    de: 'An {port} antwortet eine andere Platine: {detail}',
  },
  rig_held: {
    en: '{port} is in use, most likely by the door’s program. First: sudo systemctl stop hausrecht-device (the door stays locked; afterwards: start)',
    de: '{port} ist belegt, wohl vom Programm der Tür. Zuerst: sudo systemctl stop hausrecht-device (die Tür bleibt verriegelt; danach: start)',
  },
  rig_no_right: {
    en: 'This user may not open {port}: use sudo.',
    de: 'Dieser Benutzer darf {port} nicht öffnen: bitte sudo benutzen.',
  },
  rig_port_absent: {
    en: 'There is nothing at {port}. Is the board plugged in, with a cable for data?',
    de: 'An {port} ist nichts. Steckt die Platine, mit einem Kabel für Daten?',
  },
  rig_port_unopened: { en: '{port} does not open: {detail}', de: '{port} lässt sich nicht öffnen: {detail}' },
  rig_ports_none: {
    en: 'No board is found at this machine. Plug it in, or name its --port.',
    de: 'An diesem Rechner ist keine Platine zu finden. Einstecken, oder --port angeben.',
  },
  rig_ports_several: {
    en: 'Several boards could be the rig: {ports}. Name one: --port',
    de: 'Mehrere Platinen könnten die Anlage sein: {ports}. Bitte eine nennen: --port',
  },
} as const satisfies Record<string, Text>
