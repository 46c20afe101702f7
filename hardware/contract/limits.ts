// Numbers that firmware, device and simulator must agree on. The firmware's header is written from this file.
// Milliseconds, microseconds, millivolts and ADC counts (0..1023) as the names say.

export const LIMITS = {
  /** UART, 8N1. */
  BAUD: 250_000,
  VERSION_MAJOR: 1,
  VERSION_MINOR: 0,

  /** Bounds of UNLOCK; the upper one also bounds replaced windows, counted from when the bolt first left home. */
  UNLOCK_MIN_MS: 100,
  UNLOCK_MAX_MS: 60_000,
  UNLOCK_DEFAULT_MS: 10_000,
  /** One press of the inside button; renewed while it is held, up to EGRESS_HOLD_MAX_MS, then it counts as stuck. */
  EGRESS_MS: 10_000,
  EGRESS_HOLD_MAX_MS: 60_000,
  EGRESS_DEBOUNCE_MS: 5,
  /** The Pi sends HEARTBEAT this often; silent for longer than LINK_SILENCE_MS is link lost. */
  HEARTBEAT_EVERY_MS: 500,
  LINK_SILENCE_MS: 2_000,
  /** An UNLOCK must name a STATUS at most this old (enforced between half of it and all of it). */
  FRESH_MS: 2_000,

  TRAVEL_TIMEOUT_MS: 1_500,
  ATTEMPTS_MAX: 3,
  RETRY_PAUSE_MS: 500,
  /** After giving up, UNLOCK is refused for so long, to spare the motor; the inside button is not. */
  JAM_COOLDOWN_MS: 5_000,
  /** Servo pulses go on for so long after arrival, then stop: no hum. */
  SETTLE_MS: 300,
  SERVO_FRAME_US: 20_000,
  SERVO_HOME_US: 1_000,
  SERVO_OUT_US: 2_000,

  /** Position bands: valid 10..1013, home up to 260, out from 764, else between. */
  POSITION_VALID_MIN: 10,
  POSITION_VALID_MAX: 1_013,
  POSITION_HOME_MAX: 260,
  POSITION_OUT_MIN: 764,
  /** What a well-adjusted sensor reads at the two ends. */
  POSITION_HOME: 200,
  POSITION_OUT: 824,
  /** A sensor that changed by less than this over all attempts did not move at all. */
  POSITION_MOVED: 8,
  /** A band is left only this far beyond its edge, so that noise at the edge is no movement. */
  POSITION_HYSTERESIS: 10,

  /** The door counts as open quickly and as closed slowly: a throw into an open door is the worse mistake. */
  DOOR_OPEN_DEBOUNCE_MS: 10,
  DOOR_CLOSED_DEBOUNCE_MS: 150,
  DOOR_ALARM_MS: 120_000,
  /** So many unlock windows without the door reading open make the reed switch suspect. */
  REED_SUSPECT_WINDOWS: 3,
  BUTTON_DEBOUNCE_MS: 20,
  KEY_DEBOUNCE_MS: 20,

  /** Firmata's own reports: analog channels this often unless the host sets another interval. */
  SAMPLING_DEFAULT_MS: 19,
  SAMPLING_MIN_MS: 10,
  STATUS_MIN_GAP_MS: 20,
  STATUS_EVERY_MS: 250,
  WATCHDOG_MS: 250,

  /** Full scale of the dividers at ADC 1024. */
  SUPPLY_FULL_MV: 20_000,
  RAIL_FULL_MV: 10_000,
  /** Below these UNLOCK is refused; the inside button is not. */
  SUPPLY_MIN_SERVO_MV: 4_500,
  SUPPLY_MIN_RELAY_MV: 10_500,
  SUPPLY_HYSTERESIS_MV: 200,
  /** A dip shorter than this (the servo starting) is not a low supply. */
  SUPPLY_SUSTAIN_MS: 50,
} as const

/** ADC reading (0..1023) to millivolts of the supply, as the firmware does it. */
export const supplyMillivolts = (adc: number): number => Math.min(16_383, (adc * 625) >> 5)
/** ADC reading (0..1023) to millivolts of the camera rail, as the firmware does it. */
export const railMillivolts = (adc: number): number => (adc * 625) >> 6

export type Variant = 'servo' | 'relay'
/** As reported by Firmata REPORT_FIRMWARE. */
export const firmwareName = (variant: Variant): string => `hausrecht-rig-${variant}`
