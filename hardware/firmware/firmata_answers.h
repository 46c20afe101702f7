/* Answers to a host's questions: who are you, what can your pins do. */
#ifndef FIRMATA_ANSWERS_H
#define FIRMATA_ANSWERS_H
#include <stdint.h>

void firmata_answer_version(void);
void firmata_answer_firmware(void);
void firmata_answer_capabilities(void);
void firmata_answer_analog_mapping(void);
void firmata_answer_pin_state(uint8_t pin);

#endif
