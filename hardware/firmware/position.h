/* Where the bolt is, from its sensor: home, out, between, or unknown when the reading is impossible. */
#ifndef POSITION_H
#define POSITION_H
#include <stdint.h>

/* Takes a fresh reading (every 2 ms). */
void position_take(uint16_t reading);
/* STATE_HOME, STATE_OUT, STATE_BETWEEN or STATE_UNKNOWN; changes after three equal readings. */
uint8_t position_state(void);
uint16_t position_reading(void);

#endif
