/* Bytes to and from the Pi: 250000 baud 8N1, which a 16 MHz clock divides exactly, rings filled and emptied by interrupts. Never waits. */
#ifndef UART_H
#define UART_H
#include <stdint.h>

#define UART_NONE (-1)
#define UART_BROKEN (-2)

void uart_start(void);
/* The next byte received; UART_NONE when there is none; UART_BROKEN once after bytes were lost or malformed. */
int16_t uart_take(void);
uint8_t uart_waiting(void);
/* Bytes that may be put without loss: a message is put whole or not at all. */
uint8_t uart_room(void);
void uart_put(uint8_t byte);

#endif
