/* The reed switch: open is believed quickly, closed slowly. */
#ifndef DOOR_H
#define DOOR_H
#include <stdint.h>

void door_start(void);
void door_tick(uint32_t now);
/* Open until it has been seen closed for long enough, also after a start. */
uint8_t door_closed(void);
/* The switch says what is believed: no change is being debounced. */
uint8_t door_settled(void);
/* Counts an unlock window that ended; several without the door reading open make the reed suspect. */
void door_window_ended(void);
/* A throw failed although the door read closed: a magnet at the reed looks like that. */
void door_doubt(void);

#endif
