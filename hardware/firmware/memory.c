#include "memory.h"
#include "contract.h"
#include "fault.h"
#include <stdint.h>

#define CANARY 0xC5A3
#define WORDS 8

extern uint16_t __heap_start[]; /* first address after all variables */

void memory_start(void) {
  for (uint8_t i = 0; i < WORDS; i++) __heap_start[i] = CANARY;
}

void memory_check(uint32_t now) {
  if ((uint8_t)now != 0) return; /* four times a second is often enough */
  for (uint8_t i = 0; i < WORDS; i++) {
    if (__heap_start[i] != CANARY) fault_set(FAULT_MEMORY, 1);
  }
}
