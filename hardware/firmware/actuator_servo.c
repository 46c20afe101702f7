#include "actuator.h"
#include "contract.h"
#include <avr/interrupt.h>
#include <avr/io.h>

#define TICKS(us) ((uint16_t)((us) * (F_CPU / 1000000UL) / 8))

/* Timer 1 only times the pulses; the pin is plain output, so that starting one is a single instruction. */
static inline void pulse_begin(void) { BOLT_PORT |= _BV(BOLT_BIT); }
static inline void pulse_end(void) { BOLT_PORT &= ~_BV(BOLT_BIT); }

static volatile uint8_t last_pulse;

ISR(TIMER1_COMPA_vect) { pulse_begin(); }

ISR(TIMER1_COMPB_vect) {
  pulse_end();
  if (last_pulse) {
    TCCR1B = 0;
    TIMSK1 = 0;
  }
}

void actuator_start(void) {
  pulse_end();
  BOLT_DDR |= _BV(BOLT_BIT);
}

void actuator_drive(uint8_t to) {
  uint8_t flags = SREG;
  cli();
  pulse_end();
  last_pulse = 0;
  pulse_begin();
  OCR1A = TICKS(SERVO_FRAME_US) - 1;
  OCR1B = to == DRIVE_OUT ? TICKS(SERVO_OUT_US) : TICKS(SERVO_HOME_US);
  TCNT1 = 0;
  TIFR1 = _BV(OCF1A) | _BV(OCF1B);
  TIMSK1 = _BV(OCIE1A) | _BV(OCIE1B);
  TCCR1A = 0;
  TCCR1B = _BV(WGM12) | _BV(CS11);
  SREG = flags;
}

void actuator_hold(void) { actuator_release(); }

/* A pulse cut short would be an order to another angle: the running one is finished. */
void actuator_release(void) { last_pulse = 1; }
