#include "keypad.h"
#include "clock.h"
#include "contract.h"
#include <avr/io.h>
#include <avr/pgmspace.h>

/* Rows sit on port B and columns on port C: the tables below rely on it. */
static const uint8_t rows[] = {_BV(KEYPAD_ROW1_BIT), _BV(KEYPAD_ROW2_BIT), _BV(KEYPAD_ROW3_BIT), _BV(KEYPAD_ROW4_BIT)};
static const char legend[] PROGMEM = KEYPAD_LEGEND;

#define COLUMNS (_BV(KEYPAD_COLUMN1_BIT) | _BV(KEYPAD_COLUMN2_BIT) | _BV(KEYPAD_COLUMN3_BIT))
#define NOTHING 0xFF
#define SEVERAL 0xFE

static uint8_t row, found = NOTHING, held = NOTHING, reported = NOTHING, pressed;
static uint32_t since;

void keypad_start(void) {
  KEYPAD_COLUMN1_PORT |= COLUMNS;
  KEYPAD_ROW1_DDR |= rows[0];
}

static void settle(uint8_t key, uint32_t now) {
  if (key != held) {
    held = key;
    since = now;
  }
  if (held == reported || !clock_passed(now, since, KEY_DEBOUNCE_MS)) return;
  /* A key counts only after all were up: sliding from one to the next is no second press. */
  if (held < SEVERAL && reported == NOTHING) pressed = pgm_read_byte(&legend[held]);
  reported = held;
}

void keypad_tick(uint32_t now) {
  uint8_t low = ~KEYPAD_COLUMN1_IN & COLUMNS;
  KEYPAD_ROW1_DDR &= ~rows[row];
  if (low) {
    uint8_t key = row * 3;
    if (low == _BV(KEYPAD_COLUMN2_BIT)) key += 1;
    else if (low == _BV(KEYPAD_COLUMN3_BIT)) key += 2;
    else if (low != _BV(KEYPAD_COLUMN1_BIT)) key = SEVERAL;
    found = found == NOTHING ? key : SEVERAL;
  }
  row = (row + 1) & 3;
  KEYPAD_ROW1_DDR |= rows[row];
  if (row != 0) return;
  settle(found, now);
  found = NOTHING;
}

uint8_t keypad_take(void) {
  uint8_t key = pressed;
  pressed = 0;
  return key;
}
