#include "firmata_reports.h"
#include "adc.h"
#include "clock.h"
#include "contract.h"
#include "firmata_wire.h"
#include "host.h"
#include "uart.h"

#define PORTS 2
#define CHANNELS 3
#define DIGITAL_GAP_MS 5

static uint8_t digital_on, analog_on, due;
static uint8_t sent[PORTS];
static uint16_t interval = SAMPLING_DEFAULT_MS;
static uint32_t sampled_at, digital_at;

void firmata_reports_reset(void) {
  digital_on = analog_on = due = 0;
  interval = SAMPLING_DEFAULT_MS;
}

void firmata_reports_digital(uint8_t port, uint8_t on) {
  if (port >= PORTS) return;
  if (!on) {
    digital_on &= ~(1 << port);
    return;
  }
  digital_on |= 1 << port;
  due |= 1 << port; /* the first report tells the present state */
}

void firmata_reports_analog(uint8_t channel, uint8_t on) {
  if (channel >= CHANNELS) return;
  if (on) analog_on |= 1 << channel;
  else analog_on &= ~(1 << channel);
}

void firmata_reports_interval(uint16_t ms) { interval = ms < SAMPLING_MIN_MS ? SAMPLING_MIN_MS : ms; }

static void put(uint8_t kind, uint16_t value) {
  uart_put(kind);
  uart_put(value & 0x7F);
  uart_put(value >> 7);
}

static void digital(uint32_t now) {
  if (!clock_passed(now, digital_at, DIGITAL_GAP_MS)) return;
  for (uint8_t port = 0; port < PORTS; port++) {
    if (!(digital_on & 1 << port)) continue;
    uint8_t bits = host_read_port(port);
    if ((bits == sent[port] && !(due & 1 << port)) || uart_room() < 3) continue;
    put(DIGITAL_MESSAGE | port, bits);
    sent[port] = bits;
    due &= ~(1 << port);
    digital_at = now;
  }
}

void firmata_reports_tick(uint32_t now) {
  if (digital_on) digital(now);
  if (!analog_on || !clock_passed(now, sampled_at, interval)) return;
  sampled_at = now;
  for (uint8_t channel = 0; channel < CHANNELS; channel++) {
    if (analog_on & 1 << channel && uart_room() >= 3) put(ANALOG_MESSAGE | channel, adc_value(channel));
  }
}
