/* Firmata 2.x as far as a host needs it to open the rig (github.com/firmata/protocol): versions, capabilities, pins of
   host.c, digital and analog reports. Sysex 0x01..0x0F goes to link.c. Anything malformed is dropped. */
#ifndef FIRMATA_H
#define FIRMATA_H
#include <stdint.h>

/* Sends version and firmware name, as a board does after a reset. */
void firmata_start(void);
/* Takes all bytes that wait. */
void firmata_receive(uint32_t now);
/* Digital changes and analog samples that were asked for. */
void firmata_tick(uint32_t now);

#endif
