/* What a host asked to be told again and again: digital ports on change, analog channels at an interval. */
#ifndef FIRMATA_REPORTS_H
#define FIRMATA_REPORTS_H
#include <stdint.h>

void firmata_reports_reset(void);
void firmata_reports_digital(uint8_t port, uint8_t on);
void firmata_reports_analog(uint8_t channel, uint8_t on);
void firmata_reports_interval(uint16_t ms);
void firmata_reports_tick(uint32_t now);

#endif
