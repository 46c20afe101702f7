/* The inside button (egress) and the pairing button, debounced. */
#ifndef BUTTON_H
#define BUTTON_H
#include <stdint.h>

void button_start(void);
void button_tick(uint32_t now);
/* True from a press seen after a release, as long as it is held and not stuck. */
uint8_t button_egress(void);
uint8_t button_egress_down(void);
uint8_t button_pairing_down(void);

#endif
