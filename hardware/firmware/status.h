/* Tells the Pi what is: STATUS on every discrete change and as a heartbeat, MOVED, KEY. */
#ifndef STATUS_H
#define STATUS_H
#include <stdint.h>

void status_start(uint8_t reset_cause);
void status_tick(uint32_t now);
/* Send one as soon as the gap allows. */
void status_ask(void);
/* Whether a STATUS with this number went out in the last FRESH_MS. */
uint8_t status_fresh(uint16_t seq);

#endif
