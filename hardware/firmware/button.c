#include "button.h"
#include "clock.h"
#include "contract.h"
#include "fault.h"
#include <avr/io.h>

struct button {
  uint8_t down, raw;
  uint32_t since, pressed_at;
};

static struct button egress, pairing;
static uint8_t armed, stuck;

void button_start(void) {
  EGRESS_BUTTON_PORT |= _BV(EGRESS_BUTTON_BIT);
  PAIRING_BUTTON_PORT |= _BV(PAIRING_BUTTON_BIT);
}

/* Presses count after `press` ms, releases after BUTTON_DEBOUNCE_MS. Returns true on a change. */
static uint8_t follow(struct button *button, uint8_t low, uint32_t now, uint8_t press) {
  if (low != button->raw) {
    button->raw = low;
    button->since = now;
  }
  if (button->raw == button->down) return 0;
  if (!clock_passed(now, button->since, button->raw ? press : BUTTON_DEBOUNCE_MS)) return 0;
  button->down = button->raw;
  button->pressed_at = now;
  return 1;
}

void button_tick(uint32_t now) {
  follow(&pairing, !(PAIRING_BUTTON_IN & _BV(PAIRING_BUTTON_BIT)), now, BUTTON_DEBOUNCE_MS);
  follow(&egress, !(EGRESS_BUTTON_IN & _BV(EGRESS_BUTTON_BIT)), now, EGRESS_DEBOUNCE_MS);
  /* A button that was down when the chip started is a short or a cut: it must be seen up once. */
  if (!egress.down && !egress.raw && clock_passed(now, egress.since, BUTTON_DEBOUNCE_MS)) armed = 1;
  stuck = egress.down && clock_passed(now, egress.pressed_at, EGRESS_HOLD_MAX_MS);
  if (stuck) armed = 0;
  fault_set(FAULT_EGRESS_STUCK, stuck);
}

uint8_t button_egress(void) { return egress.down && armed && !stuck; }
uint8_t button_egress_down(void) { return egress.down; }
uint8_t button_pairing_down(void) { return pairing.down; }
