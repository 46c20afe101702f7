#include "watchdog.h"
#include "contract.h"
#include <avr/io.h>
#include <avr/wdt.h>

#if WATCHDOG_MS != 250
#error "WDTO_250MS below must fit the contract"
#endif

static uint8_t cause __attribute__((section(".noinit")));
static uint8_t parts;

/* Before main: after a watchdog reset it keeps running at 16 ms. Optiboot clears MCUSR and hands it over in r2. */
void watchdog_early(void) __attribute__((naked, used, section(".init3")));
void watchdog_early(void) {
  uint8_t handed;
  __asm__ volatile("mov %0, r2" : "=r"(handed));
  cause = (MCUSR ? MCUSR : handed) & (RESET_POWER_ON | RESET_EXTERNAL | RESET_BROWN_OUT | RESET_WATCHDOG);
  MCUSR = 0;
  wdt_enable(WDTO_250MS);
}

uint8_t watchdog_cause(void) { return cause; }

void watchdog_ran(uint8_t part) {
  parts |= part;
  if (parts != WATCHDOG_ALL) return;
  parts = 0;
  wdt_reset();
}
