/* The rig's own messages inside Firmata sysex, each sealed with a 14-bit check, and whether the Pi is alive. */
#ifndef LINK_H
#define LINK_H
#include <stdint.h>

void link_message(uint8_t number, const uint8_t *data, uint8_t length, uint32_t now);
void link_tick(uint32_t now);
uint8_t link_up(void);
/* Sends a report whole, or returns false when there is no room. */
uint8_t link_send(uint8_t number, const uint8_t *body, uint8_t length);

#endif
