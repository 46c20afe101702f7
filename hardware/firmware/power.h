/* The voltage that moves the bolt and the one behind the camera relay, in millivolts. */
#ifndef POWER_H
#define POWER_H
#include <stdint.h>

void power_take(uint8_t channel, uint16_t reading, uint32_t now);
uint16_t power_supply_mv(void);
uint16_t power_rail_mv(void);
/* Too low to promise a movement. */
uint8_t power_low(void);

#endif
