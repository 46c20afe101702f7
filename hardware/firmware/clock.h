/* Milliseconds since start, by timer 0. Nothing else may use timer 0. */
#ifndef CLOCK_H
#define CLOCK_H
#include <stdint.h>

void clock_start(void);
uint32_t clock_now(void);

/* True once `span` has passed since `since`; right across the wrap. */
static inline uint8_t clock_passed(uint32_t now, uint32_t since, uint32_t span) {
  return (uint32_t)(now - since) >= span;
}

#endif
