/* The rig: what is wired to what. One loop, woken by the clock or by a byte, nothing in it waits. */
#include "adc.h"
#include "bolt.h"
#include "button.h"
#include "clock.h"
#include "contract.h"
#include "deadman.h"
#include "door.h"
#include "firmata.h"
#include "host.h"
#include "keypad.h"
#include "link.h"
#include "memory.h"
#include "position.h"
#include "power.h"
#include "status.h"
#include "uart.h"
#include "watchdog.h"
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

static void sense(uint32_t now) {
  uint8_t channel = adc_tick();
  if (channel == 0xFF) return;
  if (channel == BOLT_POSITION_CHANNEL) position_take(adc_value(channel));
  else power_take(channel, adc_value(channel), now);
  watchdog_ran(WATCHDOG_ADC);
}

static void act(uint32_t now) {
  watchdog_ran(WATCHDOG_CLOCK);
  sense(now);
  door_tick(now);
  button_tick(now);
  keypad_tick(now);
  link_tick(now);
  if (button_egress()) deadman_egress(now);
  deadman_tick(now);
  bolt_tick(now);
  watchdog_ran(WATCHDOG_BOLT);
  memory_check(now);
}

static void tell(uint32_t now) {
  firmata_tick(now);
  status_tick(now);
}

/* Sleeps unless a byte came in since; SEI takes effect after the next instruction, so none is overlooked. */
static void rest(uint32_t handled) {
  cli();
  if (uart_waiting() || clock_now() != handled) {
    sei();
    return;
  }
  sleep_enable();
  sei();
  sleep_cpu();
  sleep_disable();
}

int main(void) {
  bolt_start();
  memory_start();
  host_start();
  door_start();
  button_start();
  keypad_start();
  adc_start();
  uart_start();
  clock_start();
  uint8_t cause = watchdog_cause();
  uint8_t power_failed = (cause & RESET_BROWN_OUT) && !(cause & RESET_POWER_ON);
  status_start(cause);
  deadman_start(power_failed ? REASON_BROWN_OUT : REASON_BOOT, 0);
  firmata_start();
  set_sleep_mode(SLEEP_MODE_IDLE);
  sei();
  uint32_t handled = 0;
  for (;;) {
    uint32_t now = clock_now();
    firmata_receive(now);
    watchdog_ran(WATCHDOG_SERIAL);
    if (now != handled) {
      handled = now;
      act(now);
      firmata_receive(now); /* an unlock waits for one of the two, not for both */
      tell(now);
    }
    rest(handled);
  }
}
