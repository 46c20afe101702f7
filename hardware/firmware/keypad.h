/* The 3x4 matrix keypad: one row a tick, one key at a time, each press once. */
#ifndef KEYPAD_H
#define KEYPAD_H
#include <stdint.h>

void keypad_start(void);
void keypad_tick(uint32_t now);
/* The key pressed since the last call (0-9 * #), 0 for none. */
uint8_t keypad_take(void);

#endif
