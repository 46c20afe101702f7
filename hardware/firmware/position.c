#include "position.h"
#include "contract.h"
#include "fault.h"

#define AGREE 3

static uint16_t last;
static uint8_t state = STATE_UNKNOWN, candidate = STATE_UNKNOWN, agreed;

static uint8_t band(uint16_t reading) {
  uint16_t home_edge = POSITION_HOME_MAX, out_edge = POSITION_OUT_MIN;
  if (reading < POSITION_VALID_MIN || reading > POSITION_VALID_MAX) return STATE_UNKNOWN;
  if (state == STATE_HOME) home_edge += POSITION_HYSTERESIS;
  if (state == STATE_OUT) out_edge -= POSITION_HYSTERESIS;
  if (reading <= home_edge) return STATE_HOME;
  return reading >= out_edge ? STATE_OUT : STATE_BETWEEN;
}

void position_take(uint16_t reading) {
  last = reading;
  uint8_t now = band(reading);
  if (now != candidate) {
    candidate = now;
    agreed = 0;
  }
  if (agreed < AGREE && ++agreed == AGREE) {
    state = now;
    fault_set(FAULT_POSITION_RANGE, now == STATE_UNKNOWN);
  }
}

uint8_t position_state(void) { return state; }
uint16_t position_reading(void) { return last; }
