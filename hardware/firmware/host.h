/* Pins a Firmata host may read and write. Inputs keep their pull-ups and outputs stay outputs whatever it asks;
   the bolt, the keypad and the serial pins are out of its reach. */
#ifndef HOST_H
#define HOST_H
#include <stdint.h>

void host_start(void);
/* HOST_NONE, HOST_INPUT, HOST_OUTPUT or HOST_ANALOG. */
uint8_t host_use(uint8_t pin);
/* What the pin reads, or drives if it is an output. */
uint8_t host_read(uint8_t pin);
void host_write(uint8_t pin, uint8_t high);
/* The 8 pins of a Firmata port; bits of other than host outputs are ignored. */
void host_write_port(uint8_t port, uint8_t bits);
/* Host inputs of a Firmata port, others 0. */
uint8_t host_read_port(uint8_t port);
/* All host outputs low but the camera relay: noise that reads as SYSTEM_RESET must not stop a recording. */
void host_reset(void);
uint8_t host_camera_on(void);

#endif
