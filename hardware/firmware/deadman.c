#include "deadman.h"
#include "bolt.h"
#include "clock.h"
#include "contract.h"
#include "door.h"
#include "power.h"

struct window {
  uint8_t open;
  uint32_t since, length;
};

static struct window command, egress;
static uint16_t id;
/* From when the bolt first left home until it is measured there again. */
static uint8_t away;
static uint32_t left_home;

static void leave(uint32_t now) {
  if (!away) left_home = now;
  away = 1;
}

static void go_home(uint8_t reason, uint32_t now) {
  if (command.open || egress.open) return;
  bolt_want(DRIVE_HOME, reason, 0, now);
}

void deadman_start(uint8_t reason, uint32_t now) { bolt_want(DRIVE_HOME, reason, 0, now); }

static uint8_t judge(uint32_t ms, uint16_t new_id, uint32_t now) {
  if (ms < UNLOCK_MIN_MS || ms > UNLOCK_MAX_MS || new_id == 0) return ANSWER_OUT_OF_BOUNDS;
  if (power_low()) return ANSWER_SUPPLY_LOW;
  if (bolt_cooling()) return ANSWER_JAMMED;
  /* The bound counts from when the bolt left home, so that windows cannot be strung together. */
  uint8_t bound = away && !bolt_gave_up();
  if (bound && (now - left_home > UNLOCK_MAX_MS || now - left_home + ms > UNLOCK_MAX_MS)) return ANSWER_BUSY;
  return ANSWER_ACCEPTED;
}

uint8_t deadman_unlock(uint32_t ms, uint16_t new_id, uint32_t now) {
  uint8_t answer = judge(ms, new_id, now);
  if (answer != ANSWER_ACCEPTED) return answer;
  if (bolt_gave_up()) away = 0;
  leave(now);
  command = (struct window){1, now, ms};
  id = new_id;
  bolt_want(DRIVE_OUT, REASON_COMMAND, id, now);
  return ANSWER_ACCEPTED;
}

void deadman_lock(uint8_t reason, uint32_t now) {
  if (command.open) door_window_ended();
  command.open = 0;
  id = 0;
  go_home(reason, now);
}

void deadman_link_lost(uint32_t now) {
  if (command.open) deadman_lock(REASON_LINK_LOST, now);
}

void deadman_egress(uint32_t now) {
  leave(now);
  uint8_t fresh = !egress.open;
  egress = (struct window){1, now, EGRESS_MS};
  if (fresh || bolt_target() != DRIVE_OUT || bolt_state() != STATE_OUT) bolt_want(DRIVE_OUT, REASON_EGRESS, 0, now);
}

static uint8_t expire(struct window *window, uint32_t now) {
  if (!window->open || !clock_passed(now, window->since, window->length)) return 0;
  window->open = 0;
  door_window_ended();
  return 1;
}

/* Measured there; a blind rig (sensor cut) counts as home once it has driven there. */
static uint8_t is_home(void) {
  if (bolt_state() == STATE_HOME) return 1;
  return bolt_state() == STATE_UNKNOWN && bolt_drive() == DRIVE_IDLE && !bolt_waits_for_door();
}

void deadman_tick(uint32_t now) {
  uint8_t ended = expire(&egress, now);
  if (expire(&command, now)) {
    id = 0;
    ended = 1;
  }
  if (ended) go_home(REASON_DEADMAN, now);
  if (bolt_gave_up() && bolt_target() == DRIVE_OUT && !egress.open) deadman_lock(REASON_JAM, now);
  if (!command.open && !egress.open && is_home()) away = 0;
}

uint16_t deadman_id(void) { return id; }

static uint32_t left(const struct window *window, uint32_t now) {
  return window->open ? window->length - (now - window->since) : 0;
}

uint32_t deadman_remaining(uint32_t now) {
  uint32_t by_command = left(&command, now), by_egress = left(&egress, now);
  return by_command > by_egress ? by_command : by_egress;
}
