#include "actuator.h"
#include "contract.h"
#include <avr/io.h>

void actuator_start(void) {
  actuator_release();
  BOLT_DDR |= _BV(BOLT_BIT);
}

void actuator_drive(uint8_t to) {
  if (to == DRIVE_OUT) BOLT_PORT |= _BV(BOLT_BIT);
  else actuator_release();
}

void actuator_hold(void) {} /* an open strike needs its current */

void actuator_release(void) { BOLT_PORT &= ~_BV(BOLT_BIT); }
