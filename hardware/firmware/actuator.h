/* What moves the bolt: a servo or a strike relay, one source file each, one linked. Only bolt.c may call it. */
#ifndef ACTUATOR_H
#define ACTUATOR_H
#include <stdint.h>

#ifdef RIG_RELAY
#define ACTUATOR_NAME NAME_RELAY
#define ACTUATOR_SUPPLY_MIN_MV SUPPLY_MIN_RELAY_MV
/* A strike drops at once: its latch catches when the door is pushed shut. */
#define ACTUATOR_NEEDS_CLOSED_DOOR 0
#else
#define ACTUATOR_NAME NAME_SERVO
#define ACTUATOR_SUPPLY_MIN_MV SUPPLY_MIN_SERVO_MV
/* A thrown dead bolt would hit the frame. */
#define ACTUATOR_NEEDS_CLOSED_DOOR 1
#endif

void actuator_start(void);
/* Pushes towards DRIVE_HOME or DRIVE_OUT; the pin moves before this returns. */
void actuator_drive(uint8_t to);
/* The bolt has arrived and settled: keep it there with the least effort. */
void actuator_hold(void);
/* Stop pushing; a strike falls home. */
void actuator_release(void);

#endif
