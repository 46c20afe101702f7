#include "firmata.h"
#include "actuator.h"
#include "clock.h"
#include "contract.h"
#include "deadman.h"
#include "fault.h"
#include "firmata_answers.h"
#include "firmata_reports.h"
#include "firmata_wire.h"
#include "host.h"
#include "link.h"
#include "uart.h"

#define DATA_MAX 24
#define SERIAL_FAULT_MS 5000

static uint8_t command, wanted, count, overlong;
static uint8_t data[DATA_MAX];
static uint32_t broken_at;
static uint8_t broken;

void firmata_start(void) {
  firmata_answer_version();
  firmata_answer_firmware();
}

static void reset(uint32_t now) {
  deadman_lock(REASON_LOCK, now);
  firmata_reports_reset();
  host_reset();
}

static void sysex(uint32_t now) {
  if (count == 0) return;
  uint8_t number = data[0];
  if (number >= 0x01 && number <= 0x0F) link_message(number, data + 1, count - 1, now);
  else if (number == CAPABILITY_QUERY) firmata_answer_capabilities();
  else if (number == ANALOG_MAPPING_QUERY) firmata_answer_analog_mapping();
  else if (number == REPORT_FIRMWARE) firmata_answer_firmware();
  else if (number == PIN_STATE_QUERY && count == 2) firmata_answer_pin_state(data[1]);
  else if (number == SAMPLING_INTERVAL && count == 3) firmata_reports_interval(data[1] | (uint16_t)data[2] << 7);
  /* servo, PWM, I2C and all others: this rig has none of it for a host */
}

/* Data bytes that follow a command byte; 0xFF for a command this rig does not know. */
static uint8_t data_bytes(uint8_t byte) {
  uint8_t kind = byte < 0xF0 ? byte & 0xF0 : byte;
  if (kind == DIGITAL_MESSAGE || kind == ANALOG_MESSAGE || kind == SET_PIN_MODE || kind == SET_DIGITAL_PIN) return 2;
  if (kind == REPORT_ANALOG || kind == REPORT_DIGITAL) return 1;
  return kind == REPORT_VERSION || kind == SYSTEM_RESET ? 0 : 0xFF;
}

static void obey(uint32_t now) {
  uint8_t kind = command < 0xF0 ? command & 0xF0 : command;
  uint8_t low = command & 0x0F;
  if (kind == DIGITAL_MESSAGE) host_write_port(low, data[0] | data[1] << 7);
  else if (kind == SET_DIGITAL_PIN) host_write(data[0], data[1]);
  else if (kind == REPORT_ANALOG) firmata_reports_analog(low, data[0]);
  else if (kind == REPORT_DIGITAL) firmata_reports_digital(low, data[0]);
  else if (kind == REPORT_VERSION) firmata_answer_version();
  else if (kind == SYSTEM_RESET) reset(now);
  /* SET_PIN_MODE and ANALOG_MESSAGE: modes are fixed, and no pin of a host is analog out */
  command = 0;
}

static void begin(uint8_t byte, uint32_t now) {
  command = 0;
  count = overlong = 0;
  if (byte == START_SYSEX) {
    command = byte;
    return;
  }
  wanted = data_bytes(byte);
  if (wanted == 0xFF) return;
  command = byte;
  if (wanted == 0) obey(now);
}

static void take(uint8_t byte, uint32_t now) {
  if (byte == END_SYSEX && command == START_SYSEX) {
    if (!overlong) sysex(now);
    command = 0;
  } else if (byte & 0x80) {
    begin(byte, now); /* also drops whatever was unfinished */
  } else if (command == START_SYSEX) {
    if (count < DATA_MAX) data[count++] = byte;
    else overlong = 1;
  } else if (command) {
    data[count++] = byte;
    if (count == wanted) obey(now);
  }
}

void firmata_receive(uint32_t now) {
  for (;;) {
    int16_t byte = uart_take();
    if (byte == UART_NONE) break;
    if (byte == UART_BROKEN) {
      command = 0;
      broken = 1;
      broken_at = now;
      fault_set(FAULT_SERIAL, 1);
    } else {
      take(byte, now);
    }
  }
  if (!broken || !clock_passed(now, broken_at, SERIAL_FAULT_MS)) return;
  broken = 0;
  fault_set(FAULT_SERIAL, 0);
}

void firmata_tick(uint32_t now) { firmata_reports_tick(now); }
