#include "bolt.h"
#include "actuator.h"
#include "clock.h"
#include "contract.h"
#include "door.h"
#include "fault.h"
#include "position.h"

enum phase { REST, DRIVING, SETTLING, PAUSE, WAITING };

static struct {
  uint8_t phase, target, reason, attempts, from;
  uint16_t id;
  uint32_t began, since; /* of the movement, of the phase */
  uint16_t low, high;    /* sensor extremes since the movement began */
} move;

static uint8_t gave_up, cooling, door_alarm, seen = STATE_UNKNOWN;
static uint32_t gave_up_at;
/* The sensor did not follow the motor at all: not believed until it is seen to move. */
static uint8_t suspect;
static uint16_t suspect_at;

/* The door went open while the bolt read home: one of the two sensors is wrong, or the door was forced. */
static uint8_t passed;

static struct bolt_report report;
static uint8_t reported = 1;

static uint8_t wanted_state(void) { return move.target == DRIVE_OUT ? STATE_OUT : STATE_HOME; }

uint8_t bolt_state(void) {
  uint8_t measured = position_state();
  if (measured == STATE_UNKNOWN) return measured;
  if (suspect) return measured == STATE_BETWEEN ? STATE_UNKNOWN : STATE_JAMMED;
  return gave_up && measured != STATE_HOME ? STATE_JAMMED : measured;
}

static void tell(uint8_t reason, uint16_t id, uint8_t from, uint16_t took_ms) {
  report = (struct bolt_report){reason, move.target, from, bolt_state(), move.attempts, id, took_ms};
  reported = 0;
}

static void enter(uint8_t phase, uint32_t now) {
  move.phase = phase;
  move.since = now;
}

static void attempt(uint32_t now) {
  door_alarm = 0;
  if (ACTUATOR_NEEDS_CLOSED_DOOR && move.target == DRIVE_HOME && !door_closed()) {
    actuator_release();
    enter(WAITING, now);
    return;
  }
  move.attempts++;
  actuator_drive(move.target);
  enter(DRIVING, now);
}

static void finish(uint8_t phase, uint32_t now) {
  uint32_t took = now - move.began;
  enter(phase, now);
  tell(move.reason, move.id, move.from, took > 16383 ? 16383 : took);
}

static void give_up(uint32_t now) {
  gave_up = cooling = 1;
  gave_up_at = now;
  if (move.high - move.low < POSITION_MOVED && !suspect) {
    suspect = 1;
    suspect_at = move.low;
  }
  fault_set(FAULT_JAM, 1);
  fault_set(FAULT_CONTRADICTION, suspect);
  if (move.target == DRIVE_HOME && door_closed() && !suspect) door_doubt();
  if (move.reason != REASON_EGRESS) actuator_release();
  finish(REST, now);
}

static void arrive(uint32_t now) {
  if (move.high - move.low >= POSITION_MOVED) fault_set(FAULT_JAM, 0);
  gave_up = door_alarm = 0;
  finish(SETTLING, now);
}

void bolt_start(void) {
  actuator_start();
  move.target = DRIVE_HOME;
}

void bolt_want(uint8_t target, uint8_t reason, uint16_t id, uint32_t now) {
  uint8_t resting = move.phase == REST || move.phase == SETTLING;
  if (target == DRIVE_OUT && id) move.id = id;
  if (target == move.target && !resting) {
    if (reason == REASON_EGRESS) move.reason = reason; /* from here on it may not let go between attempts */
    return;
  }
  uint8_t there = target == move.target && position_state() == wanted_state() && !suspect;
  if (there && (target == DRIVE_OUT || (ACTUATOR_NEEDS_CLOSED_DOOR && !door_closed()))) return;
  move.from = bolt_state();
  move.target = target;
  move.reason = reason;
  if (target == DRIVE_OUT) move.id = id;
  move.attempts = 0;
  move.began = now;
  move.low = move.high = position_reading();
  gave_up = 0;
  attempt(now);
}

/* The sensor moved although nothing was driven: a thumb-turn, a key, force. */
static void watch_hand(void) {
  uint8_t state = position_state();
  uint8_t before = seen;
  seen = state;
  if (before == state || before == STATE_UNKNOWN || state == STATE_UNKNOWN) return;
  if (move.phase != REST && move.phase != WAITING) return;
  if (move.phase == WAITING && state == STATE_HOME) return; /* counts as the arrival waited for */
  move.attempts = 0;
  if (move.phase == REST) move.reason = REASON_HAND;
  tell(REASON_HAND, 0, before, 0);
}

static void watch_sensor(void) {
  uint16_t reading = position_reading();
  if (reading < move.low) move.low = reading;
  if (reading > move.high) move.high = reading;
  uint16_t off = reading > suspect_at ? reading - suspect_at : suspect_at - reading;
  if (suspect && off >= POSITION_MOVED) suspect = 0;
  if (gave_up && !suspect && move.phase == REST && position_state() == STATE_HOME) gave_up = 0;
  fault_set(FAULT_CONTRADICTION, suspect || passed);
}

static void driving(uint32_t now) {
  if (ACTUATOR_NEEDS_CLOSED_DOOR && move.target == DRIVE_HOME && !door_closed()) {
    actuator_release();
    enter(WAITING, now);
    return;
  }
  if (position_state() == wanted_state() && !suspect) {
    arrive(now);
    return;
  }
  if (!clock_passed(now, move.since, TRAVEL_TIMEOUT_MS)) return;
  if (position_state() == STATE_UNKNOWN) {
    finish(SETTLING, now); /* blind: pushed for the whole travel time, nothing more can be known */
  } else if (!ACTUATOR_NEEDS_CLOSED_DOOR && move.target == DRIVE_HOME && !door_closed()) {
    enter(WAITING, now); /* the strike is down, the latch comes with the door */
  } else if (move.attempts >= ATTEMPTS_MAX) {
    give_up(now);
  } else {
    if (move.reason != REASON_EGRESS) actuator_release();
    enter(PAUSE, now);
  }
}

static void waiting(uint32_t now) {
  if (door_closed()) {
    move.attempts = 0;
    attempt(now);
    return;
  }
  if (position_state() == STATE_HOME && !suspect && door_settled()) {
    arrive(now);
    return;
  }
  if (clock_passed(now, move.since, DOOR_ALARM_MS)) door_alarm = 1;
}

void bolt_tick(uint32_t now) {
  static uint8_t door_was_closed;
  uint8_t shut = door_closed() && !door_was_closed;
  if (!door_closed() && door_was_closed && move.phase == REST && position_state() == STATE_HOME) passed = 1;
  if (shut) passed = 0;
  door_was_closed = door_closed();
  if (cooling && clock_passed(now, gave_up_at, JAM_COOLDOWN_MS)) cooling = 0;
  watch_sensor();
  watch_hand();
  switch (move.phase) {
  case DRIVING:
    driving(now);
    break;
  case SETTLING:
    if (!clock_passed(now, move.since, SETTLE_MS)) break;
    actuator_hold();
    enter(REST, now);
    break;
  case PAUSE:
    if (clock_passed(now, move.since, RETRY_PAUSE_MS)) attempt(now);
    break;
  case WAITING:
    waiting(now);
    break;
  default:
    /* A bolt that could not get home tries again when the door is shut anew. */
    if (shut && gave_up && move.target == DRIVE_HOME) bolt_want(DRIVE_HOME, move.reason, 0, now);
  }
}

uint8_t bolt_target(void) { return move.target; }

uint8_t bolt_drive(void) {
  return move.phase == DRIVING || move.phase == SETTLING ? move.target : DRIVE_IDLE;
}

uint8_t bolt_reason(void) { return move.reason; }
uint8_t bolt_attempts(void) { return move.attempts; }
uint8_t bolt_waits_for_door(void) { return move.phase == WAITING; }
uint8_t bolt_door_alarm(void) { return door_alarm; }
uint8_t bolt_gave_up(void) { return gave_up; }
uint8_t bolt_cooling(void) { return cooling; }

uint8_t bolt_moved(struct bolt_report *out) {
  if (reported) return 0;
  *out = report;
  reported = 1;
  return 1;
}
