#include "firmata_answers.h"
#include "actuator.h"
#include "contract.h"
#include "firmata_wire.h"
#include "host.h"
#include "uart.h"
#include <avr/pgmspace.h>

/* In this order and read from here: whoever holds the hex file can see in it what it is. */
static const struct {
  char name[sizeof ACTUATOR_NAME];
  uint8_t major, minor;
} stamp PROGMEM = {ACTUATOR_NAME, VERSION_MAJOR, VERSION_MINOR};

static void put(uint8_t a, uint8_t b) {
  uart_put(a);
  uart_put(b);
}

void firmata_answer_version(void) {
  if (uart_room() < 3) return;
  uart_put(REPORT_VERSION);
  put(FIRMATA_MAJOR, FIRMATA_MINOR);
}

void firmata_answer_firmware(void) {
  if (uart_room() < 5 + 2 * sizeof stamp.name) return;
  put(START_SYSEX, REPORT_FIRMWARE);
  put(pgm_read_byte(&stamp.major), pgm_read_byte(&stamp.minor));
  for (uint8_t i = 0; i < sizeof stamp.name - 1; i++) put(pgm_read_byte(&stamp.name[i]), 0); /* ASCII: the upper bit is 0 */
  uart_put(END_SYSEX);
}

void firmata_answer_capabilities(void) {
  if (uart_room() < 3 + 5 * PIN_COUNT) return;
  put(START_SYSEX, CAPABILITY_RESPONSE);
  for (uint8_t pin = 0; pin < PIN_COUNT; pin++) {
    uint8_t use = host_use(pin);
    if (use == HOST_INPUT) {
      put(MODE_INPUT, 1);
      put(MODE_PULLUP, 1);
    } else if (use == HOST_OUTPUT) {
      put(MODE_OUTPUT, 1);
    } else if (use == HOST_ANALOG) {
      put(MODE_ANALOG, 10);
    }
    uart_put(0x7F);
  }
  uart_put(END_SYSEX);
}

void firmata_answer_analog_mapping(void) {
  if (uart_room() < 3 + PIN_COUNT) return;
  put(START_SYSEX, ANALOG_MAPPING_RESPONSE);
  for (uint8_t pin = 0; pin < PIN_COUNT; pin++) uart_put(host_use(pin) == HOST_ANALOG ? pin - 14 : NO_CHANNEL);
  uart_put(END_SYSEX);
}

void firmata_answer_pin_state(uint8_t pin) {
  if (pin >= PIN_COUNT || uart_room() < 6) return;
  uint8_t use = host_use(pin), mode = MODE_IGNORE, state = 0;
  if (use == HOST_INPUT) {
    mode = MODE_PULLUP;
    state = 1;
  } else if (use == HOST_OUTPUT) {
    mode = MODE_OUTPUT;
    state = host_read(pin);
  } else if (use == HOST_ANALOG) {
    mode = MODE_ANALOG;
  }
  put(START_SYSEX, PIN_STATE_RESPONSE);
  put(pin, mode);
  put(state, END_SYSEX);
}
