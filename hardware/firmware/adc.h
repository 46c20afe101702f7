/* The three analog inputs, one conversion a millisecond; the bolt position every other one. */
#ifndef ADC_H
#define ADC_H
#include <stdint.h>

void adc_start(void);
/* Collects a conversion and starts the next. Returns the channel just read, 0xFF when none was. */
uint8_t adc_tick(void);
/* 0..1023 of channel 0..2. */
uint16_t adc_value(uint8_t channel);

#endif
