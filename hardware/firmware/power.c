#include "power.h"
#include "actuator.h"
#include "clock.h"
#include "contract.h"
#include "fault.h"

#define MV_MAX 16383

static uint16_t supply, rail;
static uint8_t low = 1, known;
static uint32_t since;

static void judge(uint32_t now) {
  uint8_t reads_low = supply < ACTUATOR_SUPPLY_MIN_MV + (low && known ? SUPPLY_HYSTERESIS_MV : 0);
  if (reads_low == low) since = now;
  if (!known || clock_passed(now, since, SUPPLY_SUSTAIN_MS)) {
    low = reads_low;
    since = now;
  }
  known = 1;
  fault_set(FAULT_SUPPLY_LOW, low);
}

void power_take(uint8_t channel, uint16_t reading, uint32_t now) {
  if (channel == CAMERA_RAIL_CHANNEL) rail = ((uint32_t)reading * (RAIL_FULL_MV / 16)) >> 6;
  if (channel != SUPPLY_CHANNEL) return;
  uint32_t mv = ((uint32_t)reading * (SUPPLY_FULL_MV / 32)) >> 5;
  supply = mv > MV_MAX ? MV_MAX : mv;
  judge(now);
}

uint16_t power_supply_mv(void) { return supply; }
uint16_t power_rail_mv(void) { return rail; }
uint8_t power_low(void) { return low; }
