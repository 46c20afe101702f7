/* The fault bits of STATUS. Each bit has one owner, who raises and clears it. */
#ifndef FAULT_H
#define FAULT_H
#include <stdint.h>

void fault_set(uint16_t bit, uint8_t on);
uint16_t fault_bits(void);

#endif
