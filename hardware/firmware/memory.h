/* A canary between the variables and the stack. Once it is gone the variables cannot be trusted. */
#ifndef MEMORY_H
#define MEMORY_H
#include <stdint.h>

void memory_start(void);
void memory_check(uint32_t now);

#endif
