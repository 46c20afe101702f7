/* Written by hardware/contract/generate.ts from pins.ts, limits.ts, command.ts and report.ts: change those. */
#ifndef CONTRACT_H
#define CONTRACT_H

/* pins */
/* D0: bytes from the Pi */
#define SERIAL_IN_PORT PORTD
#define SERIAL_IN_DDR DDRD
#define SERIAL_IN_IN PIND
#define SERIAL_IN_BIT 0
/* D1: bytes to the Pi */
#define SERIAL_OUT_PORT PORTD
#define SERIAL_OUT_DDR DDRD
#define SERIAL_OUT_IN PIND
#define SERIAL_OUT_BIT 1
/* D2: reed switch at the door */
#define DOOR_REED_PORT PORTD
#define DOOR_REED_DDR DDRD
#define DOOR_REED_IN PIND
#define DOOR_REED_BIT 2
/* D3: button on the inside: the way out */
#define EGRESS_BUTTON_PORT PORTD
#define EGRESS_BUTTON_DDR DDRD
#define EGRESS_BUTTON_IN PIND
#define EGRESS_BUTTON_BIT 3
/* D4: button inside the rig for pairing */
#define PAIRING_BUTTON_PORT PORTD
#define PAIRING_BUTTON_DDR DDRD
#define PAIRING_BUTTON_IN PIND
#define PAIRING_BUTTON_BIT 4
/* D5: buzzer with its own oscillator */
#define BUZZER_PORT PORTD
#define BUZZER_DDR DDRD
#define BUZZER_IN PIND
#define BUZZER_BIT 5
/* D6: camera power */
#define CAMERA_RELAY_PORT PORTD
#define CAMERA_RELAY_DDR DDRD
#define CAMERA_RELAY_IN PIND
#define CAMERA_RELAY_BIT 6
/* D7: infrared light */
#define INFRARED_PORT PORTD
#define INFRARED_DDR DDRD
#define INFRARED_IN PIND
#define INFRARED_BIT 7
/* D8: keypad row 1 2 3 */
#define KEYPAD_ROW1_PORT PORTB
#define KEYPAD_ROW1_DDR DDRB
#define KEYPAD_ROW1_IN PINB
#define KEYPAD_ROW1_BIT 0
/* D9: servo signal, or gate of the strike MOSFET */
#define BOLT_PORT PORTB
#define BOLT_DDR DDRB
#define BOLT_IN PINB
#define BOLT_BIT 1
/* D10: keypad row 4 5 6 */
#define KEYPAD_ROW2_PORT PORTB
#define KEYPAD_ROW2_DDR DDRB
#define KEYPAD_ROW2_IN PINB
#define KEYPAD_ROW2_BIT 2
/* D11: keypad row 7 8 9 */
#define KEYPAD_ROW3_PORT PORTB
#define KEYPAD_ROW3_DDR DDRB
#define KEYPAD_ROW3_IN PINB
#define KEYPAD_ROW3_BIT 3
/* D12: keypad row * 0 # */
#define KEYPAD_ROW4_PORT PORTB
#define KEYPAD_ROW4_DDR DDRB
#define KEYPAD_ROW4_IN PINB
#define KEYPAD_ROW4_BIT 4
/* D13: status light, also the one on the board */
#define STATUS_LED_PORT PORTB
#define STATUS_LED_DDR DDRB
#define STATUS_LED_IN PINB
#define STATUS_LED_BIT 5
/* A0: where the bolt is, measured */
#define BOLT_POSITION_PORT PORTC
#define BOLT_POSITION_DDR DDRC
#define BOLT_POSITION_IN PINC
#define BOLT_POSITION_BIT 0
#define BOLT_POSITION_CHANNEL 0
/* A1: voltage behind the camera relay */
#define CAMERA_RAIL_PORT PORTC
#define CAMERA_RAIL_DDR DDRC
#define CAMERA_RAIL_IN PINC
#define CAMERA_RAIL_BIT 1
#define CAMERA_RAIL_CHANNEL 1
/* A2: voltage that moves the bolt */
#define SUPPLY_PORT PORTC
#define SUPPLY_DDR DDRC
#define SUPPLY_IN PINC
#define SUPPLY_BIT 2
#define SUPPLY_CHANNEL 2
/* A3: keypad column 1 4 7 * */
#define KEYPAD_COLUMN1_PORT PORTC
#define KEYPAD_COLUMN1_DDR DDRC
#define KEYPAD_COLUMN1_IN PINC
#define KEYPAD_COLUMN1_BIT 3
/* A4: keypad column 2 5 8 0 */
#define KEYPAD_COLUMN2_PORT PORTC
#define KEYPAD_COLUMN2_DDR DDRC
#define KEYPAD_COLUMN2_IN PINC
#define KEYPAD_COLUMN2_BIT 4
/* A5: keypad column 3 6 9 # */
#define KEYPAD_COLUMN3_PORT PORTC
#define KEYPAD_COLUMN3_DDR DDRC
#define KEYPAD_COLUMN3_IN PINC
#define KEYPAD_COLUMN3_BIT 5

/* what a Firmata host may do with each pin */
#define HOST_NONE 0
#define HOST_INPUT 1
#define HOST_OUTPUT 2
#define HOST_ANALOG 3
#define PIN_COUNT 20
#define HOST_USES {HOST_NONE, HOST_NONE, HOST_INPUT, HOST_INPUT, HOST_INPUT, HOST_OUTPUT, HOST_OUTPUT, HOST_OUTPUT, HOST_NONE, HOST_NONE, HOST_NONE, HOST_NONE, HOST_NONE, HOST_OUTPUT, HOST_ANALOG, HOST_ANALOG, HOST_ANALOG, HOST_NONE, HOST_NONE, HOST_NONE}

/* keypad */
#define KEYPAD_LEGEND "123456789*0#"

/* limits */
#define BAUD 250000UL
#define VERSION_MAJOR 1
#define VERSION_MINOR 0
#define UNLOCK_MIN_MS 100
#define UNLOCK_MAX_MS 60000UL
#define UNLOCK_DEFAULT_MS 10000
#define EGRESS_MS 10000
#define EGRESS_HOLD_MAX_MS 60000UL
#define EGRESS_DEBOUNCE_MS 5
#define HEARTBEAT_EVERY_MS 500
#define LINK_SILENCE_MS 2000
#define FRESH_MS 2000
#define TRAVEL_TIMEOUT_MS 1500
#define ATTEMPTS_MAX 3
#define RETRY_PAUSE_MS 500
#define JAM_COOLDOWN_MS 5000
#define SETTLE_MS 300
#define SERVO_FRAME_US 20000
#define SERVO_HOME_US 1000
#define SERVO_OUT_US 2000
#define POSITION_VALID_MIN 10
#define POSITION_VALID_MAX 1013
#define POSITION_HOME_MAX 260
#define POSITION_OUT_MIN 764
#define POSITION_HOME 200
#define POSITION_OUT 824
#define POSITION_MOVED 8
#define POSITION_HYSTERESIS 10
#define DOOR_OPEN_DEBOUNCE_MS 10
#define DOOR_CLOSED_DEBOUNCE_MS 150
#define DOOR_ALARM_MS 120000UL
#define REED_SUSPECT_WINDOWS 3
#define BUTTON_DEBOUNCE_MS 20
#define KEY_DEBOUNCE_MS 20
#define SAMPLING_DEFAULT_MS 19
#define SAMPLING_MIN_MS 10
#define STATUS_MIN_GAP_MS 20
#define STATUS_EVERY_MS 250
#define WATCHDOG_MS 250
#define SUPPLY_FULL_MV 20000
#define RAIL_FULL_MV 10000
#define SUPPLY_MIN_SERVO_MV 4500
#define SUPPLY_MIN_RELAY_MV 10500
#define SUPPLY_HYSTERESIS_MV 200
#define SUPPLY_SUSTAIN_MS 50

/* messages from the Pi */
#define COMMAND_UNLOCK 1
#define COMMAND_LOCK 2
#define COMMAND_HEARTBEAT 3
#define COMMAND_STATUS_QUERY 4

/* messages to the Pi */
#define REPORT_STATUS 8
#define REPORT_MOVED 9
#define REPORT_KEY 10
#define REPORT_ANSWER 11

/* body lengths */
#define STATUS_LENGTH 25
#define MOVED_LENGTH 9

/* bolt states */
#define STATE_HOME 0
#define STATE_OUT 1
#define STATE_BETWEEN 2
#define STATE_JAMMED 3
#define STATE_UNKNOWN 4

/* reasons */
#define REASON_NONE 0
#define REASON_COMMAND 1
#define REASON_DEADMAN 2
#define REASON_LOCK 3
#define REASON_LINK_LOST 4
#define REASON_EGRESS 5
#define REASON_BOOT 6
#define REASON_BROWN_OUT 7
#define REASON_HAND 8
#define REASON_JAM 9

/* drives */
#define DRIVE_IDLE 0
#define DRIVE_HOME 1
#define DRIVE_OUT 2

/* answers */
#define ANSWER_ACCEPTED 0
#define ANSWER_OUT_OF_BOUNDS 1
#define ANSWER_SUPPLY_LOW 2
#define ANSWER_BUSY 3
#define ANSWER_JAMMED 4
#define ANSWER_STALE 5

/* flags */
#define FLAG_DOOR_OPEN (1 << 0)
#define FLAG_EGRESS_PRESSED (1 << 1)
#define FLAG_PAIRING_PRESSED (1 << 2)
#define FLAG_WAITING_FOR_DOOR (1 << 3)
#define FLAG_DOOR_ALARM (1 << 4)
#define FLAG_CAMERA_RELAY_ON (1 << 5)
#define FLAG_LINK_UP (1 << 6)

/* faults */
#define FAULT_POSITION_RANGE (1 << 0)
#define FAULT_CONTRADICTION (1 << 1)
#define FAULT_JAM (1 << 2)
#define FAULT_SUPPLY_LOW (1 << 3)
#define FAULT_REED_SUSPECT (1 << 4)
#define FAULT_MEMORY (1 << 5)
#define FAULT_EGRESS_STUCK (1 << 6)
#define FAULT_SERIAL (1 << 7)

/* reset causes */
#define RESET_POWER_ON (1 << 0)
#define RESET_EXTERNAL (1 << 1)
#define RESET_BROWN_OUT (1 << 2)
#define RESET_WATCHDOG (1 << 3)

/* names */
#define NAME_SERVO "hausrecht-rig-servo"
#define NAME_RELAY "hausrecht-rig-relay"

#endif
