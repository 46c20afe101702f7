/* A canary between the variables and the stack. Once it is gone the variables cannot be trusted. */
#ifndef MEMORY_H
#define MEMORY_H

void memory_start(void);
void memory_check(void);

#endif
