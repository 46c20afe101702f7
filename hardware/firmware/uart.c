#include "uart.h"
#include "contract.h"
#include <avr/interrupt.h>
#include <avr/io.h>

#define RX_SIZE 128
#define TX_SIZE 256

static volatile uint8_t rx[RX_SIZE], rx_head, rx_tail, rx_broken;
static volatile uint8_t tx[TX_SIZE], tx_head, tx_tail;

ISR(USART_RX_vect) {
  uint8_t status = UCSR0A; /* must be read before the byte */
  uint8_t byte = UDR0;
  uint8_t next = (rx_head + 1) & (RX_SIZE - 1);
  if ((status & (_BV(FE0) | _BV(DOR0))) || next == rx_tail) {
    rx_broken = 1;
    return;
  }
  rx[rx_head] = byte;
  rx_head = next;
}

ISR(USART_UDRE_vect) {
  if (tx_tail == tx_head) {
    UCSR0B &= ~_BV(UDRIE0);
    return;
  }
  UDR0 = tx[tx_tail++];
}

void uart_start(void) {
  UBRR0 = (F_CPU + BAUD * 4) / (BAUD * 8) - 1;
  UCSR0A = _BV(U2X0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

int16_t uart_take(void) {
  if (rx_broken) {
    rx_broken = 0;
    return UART_BROKEN;
  }
  if (rx_tail == rx_head) return UART_NONE;
  uint8_t byte = rx[rx_tail];
  rx_tail = (rx_tail + 1) & (RX_SIZE - 1);
  return byte;
}

uint8_t uart_waiting(void) { return rx_broken || rx_tail != rx_head; }

uint8_t uart_room(void) { return (uint8_t)(tx_tail - tx_head - 1); }

void uart_put(uint8_t byte) {
  tx[tx_head++] = byte;
  /* The interrupt turns itself off only on an empty ring, so that once it is seen on it will find this byte. */
  if (!(UCSR0B & _BV(UDRIE0))) UCSR0B |= _BV(UDRIE0);
}
