#include "fault.h"

static uint16_t bits;

void fault_set(uint16_t bit, uint8_t on) {
  if (on) bits |= bit;
  else bits &= ~bit;
}

uint16_t fault_bits(void) { return bits; }
