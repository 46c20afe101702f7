/* Moves the bolt in a closed loop: drive, watch the sensor, try again a bounded number of times, give up.
   Told where to be by deadman.c alone; no Firmata message reaches this file. */
#ifndef BOLT_H
#define BOLT_H
#include <stdint.h>

struct bolt_report {
  uint8_t reason, wanted, from, to, attempts;
  uint16_t id, took_ms;
};

void bolt_start(void);
/* Be at DRIVE_HOME or DRIVE_OUT. Does nothing when already there or on the way. The pin moves before this returns. */
void bolt_want(uint8_t target, uint8_t reason, uint16_t id, uint32_t now);
void bolt_tick(uint32_t now);

/* Measured: STATE_*. */
uint8_t bolt_state(void);
uint8_t bolt_target(void);
uint8_t bolt_drive(void);
uint8_t bolt_reason(void);
uint8_t bolt_attempts(void);
uint8_t bolt_waits_for_door(void);
uint8_t bolt_door_alarm(void);
/* All attempts failed and nothing moved it since. */
uint8_t bolt_gave_up(void);
/* Gave up a moment ago: the motor should cool. */
uint8_t bolt_cooling(void);
/* A movement that ended since the last call, into `report`. */
uint8_t bolt_moved(struct bolt_report *report);

#endif
