/* Who may hold the bolt out and until when: the window of a command and the window of the inside button.
   When neither is open the bolt is wanted home. Lives in the microcontroller: needs nobody else. */
#ifndef DEADMAN_H
#define DEADMAN_H
#include <stdint.h>

/* Wants the bolt home; never out. */
void deadman_start(uint8_t reason, uint32_t now);
/* ANSWER_ACCEPTED (the bolt pin has moved) or why not. */
uint8_t deadman_unlock(uint32_t ms, uint16_t id, uint32_t now);
/* Ends the command's window; the way out keeps its own. */
void deadman_lock(uint8_t reason, uint32_t now);
/* The Pi fell silent: a window opened by it ends. */
void deadman_link_lost(uint32_t now);
/* The inside button is held. */
void deadman_egress(uint32_t now);
void deadman_tick(uint32_t now);

/* The unlock in force, 0 for none. */
uint16_t deadman_id(void);
uint32_t deadman_remaining(uint32_t now);

#endif
