#include "host.h"
#include "contract.h"
#include <avr/io.h>
#include <avr/pgmspace.h>

/* Firmata port 0 is port D, port 1 is port B (contract pins.ts: chipPort). */
#define PORT_D_OUTPUTS (_BV(BUZZER_BIT) | _BV(CAMERA_RELAY_BIT) | _BV(INFRARED_BIT))
#define PORT_D_INPUTS (_BV(DOOR_REED_BIT) | _BV(EGRESS_BUTTON_BIT) | _BV(PAIRING_BUTTON_BIT))
#define PORT_B_OUTPUTS (_BV(STATUS_LED_BIT))

static const uint8_t uses[] PROGMEM = HOST_USES;

void host_start(void) {
  DDRD |= PORT_D_OUTPUTS;
  DDRB |= PORT_B_OUTPUTS;
}

uint8_t host_use(uint8_t pin) { return pin < PIN_COUNT ? pgm_read_byte(&uses[pin]) : HOST_NONE; }

uint8_t host_read(uint8_t pin) {
  if (pin < 8) return (PIND >> pin) & 1;
  if (pin < 14) return (PINB >> (pin - 8)) & 1;
  return 0;
}

void host_write(uint8_t pin, uint8_t high) {
  if (host_use(pin) != HOST_OUTPUT) return;
  uint8_t port = pin >> 3, bit = 1 << (pin & 7);
  uint8_t bits = port ? PORTB : PORTD;
  host_write_port(port, high ? bits | bit : bits & ~bit);
}

void host_write_port(uint8_t port, uint8_t bits) {
  /* Port D has no pin that an interrupt writes; of port B only the light's bit is written, in one instruction. */
  if (port == 0) PORTD = (PORTD & ~PORT_D_OUTPUTS) | (bits & PORT_D_OUTPUTS);
  if (port != 1) return;
  if (bits & _BV(STATUS_LED_BIT)) STATUS_LED_PORT |= _BV(STATUS_LED_BIT);
  else STATUS_LED_PORT &= ~_BV(STATUS_LED_BIT);
}

uint8_t host_read_port(uint8_t port) { return port == 0 ? PIND & PORT_D_INPUTS : 0; }

void host_reset(void) {
  host_write_port(0, host_camera_on() ? _BV(CAMERA_RELAY_BIT) : 0);
  host_write_port(1, 0);
}

uint8_t host_camera_on(void) { return (CAMERA_RELAY_PORT >> CAMERA_RELAY_BIT) & 1; }
