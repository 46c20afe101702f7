#include "adc.h"
#include "contract.h"
#include <avr/io.h>

static const uint8_t order[] = {BOLT_POSITION_CHANNEL, CAMERA_RAIL_CHANNEL, BOLT_POSITION_CHANNEL, SUPPLY_CHANNEL};
static uint16_t values[3];
static uint8_t turn;

static void convert(uint8_t channel) {
  ADMUX = _BV(REFS0) | channel;
  ADCSRA = _BV(ADEN) | _BV(ADSC) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
}

void adc_start(void) {
  DIDR0 = _BV(BOLT_POSITION_CHANNEL) | _BV(CAMERA_RAIL_CHANNEL) | _BV(SUPPLY_CHANNEL);
  convert(order[0]);
}

uint8_t adc_tick(void) {
  if (ADCSRA & _BV(ADSC)) return 0xFF;
  uint8_t channel = order[turn];
  values[channel] = ADC;
  turn = (turn + 1) & 3;
  convert(order[turn]);
  return channel;
}

uint16_t adc_value(uint8_t channel) { return values[channel]; }
