#include "link.h"
#include "clock.h"
#include "contract.h"
#include "deadman.h"
#include "firmata_wire.h"
#include "status.h"
#include "uart.h"
#include <util/crc16.h>

#define CHECK_MASK 0x3FFF
#define UNLOCK_LENGTH 7

static uint8_t up;
static uint32_t heard_at;

static uint8_t sealed(uint8_t number, const uint8_t *data, uint8_t length) {
  if (length < 2) return 0;
  uint16_t crc = _crc_xmodem_update(0, number);
  for (uint8_t i = 0; i < length - 2; i++) crc = _crc_xmodem_update(crc, data[i]);
  return (crc & CHECK_MASK) == (data[length - 2] | (uint16_t)data[length - 1] << 7);
}

static void unlock(const uint8_t *body, uint32_t now) {
  uint32_t ms = body[0] | (uint16_t)body[1] << 7 | (uint32_t)body[2] << 14;
  uint16_t id = body[3] | (uint16_t)body[4] << 7;
  uint16_t seen = body[5] | (uint16_t)body[6] << 7;
  uint8_t answer = status_fresh(seen) ? deadman_unlock(ms, id, now) : ANSWER_STALE;
  uint8_t reply[] = {body[3], body[4], answer};
  link_send(REPORT_ANSWER, reply, sizeof reply);
}

void link_message(uint8_t number, const uint8_t *data, uint8_t length, uint32_t now) {
  if (!sealed(number, data, length)) return;
  uint8_t body = length - 2;
  if (number == COMMAND_UNLOCK && body == UNLOCK_LENGTH) unlock(data, now);
  else if (number == COMMAND_LOCK && body == 0) deadman_lock(REASON_LOCK, now);
  else if (number == COMMAND_STATUS_QUERY && body == 0) status_ask();
  else if (number != COMMAND_HEARTBEAT || body != 0) return;
  up = 1;
  heard_at = now;
}

void link_tick(uint32_t now) {
  if (!up || !clock_passed(now, heard_at, LINK_SILENCE_MS)) return;
  up = 0;
  deadman_link_lost(now);
}

uint8_t link_up(void) { return up; }

uint8_t link_send(uint8_t number, const uint8_t *body, uint8_t length) {
  if (uart_room() < length + 5) return 0;
  uint16_t crc = _crc_xmodem_update(0, number);
  uart_put(START_SYSEX);
  uart_put(number);
  for (uint8_t i = 0; i < length; i++) {
    crc = _crc_xmodem_update(crc, body[i]);
    uart_put(body[i]);
  }
  uart_put(crc & 0x7F);
  uart_put((crc & CHECK_MASK) >> 7);
  uart_put(END_SYSEX);
  return 1;
}
