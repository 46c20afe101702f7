/* Why the chip started, and the hardware watchdog that starts it anew when the main loop does not come round. */
#ifndef WATCHDOG_H
#define WATCHDOG_H
#include <stdint.h>

/* One bit for each part that must have run. */
#define WATCHDOG_CLOCK (1 << 0)
#define WATCHDOG_ADC (1 << 1)
#define WATCHDOG_BOLT (1 << 2)
#define WATCHDOG_SERIAL (1 << 3)
#define WATCHDOG_ALL 0x0F

/* RESET_* bits of this start. */
uint8_t watchdog_cause(void);
void watchdog_ran(uint8_t part);

#endif
