#include "status.h"
#include "bolt.h"
#include "button.h"
#include "clock.h"
#include "contract.h"
#include "deadman.h"
#include "door.h"
#include "fault.h"
#include "host.h"
#include "keypad.h"
#include "link.h"
#include "position.h"
#include "power.h"
#include <string.h>

#define SEQ_MASK 0x3FFF
#define LOOK_EVERY_MS 4 /* a power of two */

/* Goes on counting over a reset, so that a command from before it is stale. Not cleared at start. */
static uint16_t seq __attribute__((section(".noinit")));

/* Everything whose change is worth a STATUS at once. */
struct discrete {
  uint8_t bolt, drive, flags, reason, attempts;
  uint16_t id, faults;
};

static struct discrete told;
static uint8_t cause, asked = 1;
static uint32_t sent_at, marked_at;
static uint16_t older, newer;
static uint8_t key;
static uint8_t has_moved;
static struct bolt_report moved;

void status_start(uint8_t reset_cause) {
  cause = reset_cause;
  seq &= SEQ_MASK;
  older = newer = (seq + 1) & SEQ_MASK;
}

void status_ask(void) { asked = 1; }

uint8_t status_fresh(uint16_t seen) { return ((seq - seen) & SEQ_MASK) <= ((seq - older) & SEQ_MASK); }

static uint8_t flags(void) {
  uint8_t bits = 0;
  if (!door_closed()) bits |= FLAG_DOOR_OPEN;
  if (button_egress_down()) bits |= FLAG_EGRESS_PRESSED;
  if (button_pairing_down()) bits |= FLAG_PAIRING_PRESSED;
  if (bolt_waits_for_door()) bits |= FLAG_WAITING_FOR_DOOR;
  if (bolt_door_alarm()) bits |= FLAG_DOOR_ALARM;
  if (host_camera_on()) bits |= FLAG_CAMERA_RELAY_ON;
  if (link_up()) bits |= FLAG_LINK_UP;
  return bits;
}

/* Two bytes of 7 bits, lowest first; returns where the next goes. */
static uint8_t *pack(uint8_t *to, uint16_t value) {
  *to++ = value & 0x7F;
  *to++ = (uint8_t)((value << 1) >> 8) & 0x7F;
  return to;
}

static uint8_t send_status(const struct discrete *is, uint32_t now) {
  uint8_t body[STATUS_LENGTH], *at = body;
  uint16_t next = (seq + 1) & SEQ_MASK;
  at = pack(at, next);
  at = pack(at, now);
  at = pack(at, now >> 14);
  *at++ = is->bolt;
  at = pack(at, position_reading());
  *at++ = is->drive;
  *at++ = is->flags;
  *at++ = is->reason;
  at = pack(at, is->id);
  uint32_t remaining = deadman_remaining(now);
  at = pack(at, remaining);
  *at++ = remaining >> 14;
  *at++ = is->attempts;
  at = pack(at, power_supply_mv());
  at = pack(at, power_rail_mv());
  at = pack(at, is->faults);
  *at++ = cause;
  if (!link_send(REPORT_STATUS, body, STATUS_LENGTH)) return 0;
  seq = next;
  return 1;
}

static void tell_status(uint32_t now) {
  if (((uint8_t)now & (LOOK_EVERY_MS - 1)) != 0 || !clock_passed(now, sent_at, STATUS_MIN_GAP_MS)) return;
  struct discrete is = {bolt_state(), bolt_drive(), flags(), bolt_reason(), bolt_attempts(), deadman_id(), fault_bits()};
  if (!asked && memcmp(&is, &told, sizeof is) == 0 && !clock_passed(now, sent_at, STATUS_EVERY_MS)) return;
  if (!send_status(&is, now)) return;
  asked = 0;
  told = is;
  sent_at = now;
}

static void tell_moved(void) {
  if (!has_moved) has_moved = bolt_moved(&moved);
  if (!has_moved) return;
  uint8_t body[MOVED_LENGTH], *at = body;
  *at++ = moved.reason;
  at = pack(at, moved.id);
  *at++ = moved.wanted;
  *at++ = moved.from;
  *at++ = moved.to;
  *at++ = moved.attempts;
  pack(at, moved.took_ms);
  if (link_send(REPORT_MOVED, body, MOVED_LENGTH)) has_moved = 0;
}

static void tell_key(void) {
  if (!key) key = keypad_take();
  if (key && link_send(REPORT_KEY, &key, 1)) key = 0;
}

void status_tick(uint32_t now) {
  if (clock_passed(now, marked_at, FRESH_MS / 2)) {
    marked_at = now;
    older = newer;
    newer = seq;
  }
  tell_moved();
  tell_key();
  tell_status(now);
}
