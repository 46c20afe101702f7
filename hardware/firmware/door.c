#include "door.h"
#include "clock.h"
#include "contract.h"
#include "fault.h"
#include <avr/io.h>

static uint8_t closed, raw, quiet_windows;
static uint32_t since;

void door_start(void) { DOOR_REED_PORT |= _BV(DOOR_REED_BIT); }

void door_tick(uint32_t now) {
  uint8_t reads_closed = !(DOOR_REED_IN & _BV(DOOR_REED_BIT));
  if (reads_closed != raw) {
    raw = reads_closed;
    since = now;
  }
  if (raw == closed) return;
  if (!clock_passed(now, since, raw ? DOOR_CLOSED_DEBOUNCE_MS : DOOR_OPEN_DEBOUNCE_MS)) return;
  closed = raw;
  quiet_windows = 0;
  fault_set(FAULT_REED_SUSPECT, 0);
}

uint8_t door_closed(void) { return closed; }
uint8_t door_settled(void) { return raw == closed; }

void door_window_ended(void) {
  if (!closed) return;
  if (quiet_windows < REED_SUSPECT_WINDOWS) quiet_windows++;
  if (quiet_windows == REED_SUSPECT_WINDOWS) door_doubt();
}

void door_doubt(void) { fault_set(FAULT_REED_SUSPECT, 1); }
