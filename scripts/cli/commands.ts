// THE table of commands, in the order of the help.

import type { Command } from './command.ts'
import { CAMERA_COMMANDS } from './commands/camera.ts'
import { CLIP_COMMANDS } from './commands/clips.ts'
import { CLIP_CHECK } from './commands/clips-check.ts'
import { CLIP_EXPORT } from './commands/clips-export.ts'
import { CLIP_MOVE } from './commands/clips-move.ts'
import { CLIP_SHARE_COMMANDS } from './commands/clips-share.ts'
import { CLIP_WATCH_COMMANDS } from './commands/clips-watch.ts'
import { DELEGATE } from './commands/delegate.ts'
import { DOOR_COMMANDS } from './commands/door.ts'
import { GRANT_COMMANDS } from './commands/grant.ts'
import { GRANT_GIVE } from './commands/grant-give.ts'
import { HOME_COMMANDS } from './commands/home.ts'
import { JOURNAL_READ } from './commands/journal.ts'
import { JOURNAL_VERIFY } from './commands/journal-verify.ts'
import { KEY_COMMANDS } from './commands/key.ts'
import { LINK_OPEN } from './commands/link.ts'
import { OPEN_COMMANDS } from './commands/open.ts'
import { ORDER_COMMANDS } from './commands/order.ts'
import { PAIR_COMMAND } from './commands/pair.ts'
import { REPORT } from './commands/report.ts'
import { REPORT_OPEN } from './commands/report-open.ts'
import { RIG_COMMANDS } from './commands/rig.ts'
import { SIM_COMMANDS } from './commands/sim.ts'
import { STATUS } from './commands/status.ts'
import { VERIFY } from './commands/verify.ts'
import { WATCH } from './commands/watch.ts'
import { WATCHING_COMMANDS } from './commands/watching.ts'

export const COMMANDS: readonly Command[] = [
  ...KEY_COMMANDS,
  PAIR_COMMAND,
  ...DOOR_COMMANDS,
  GRANT_GIVE,
  ...GRANT_COMMANDS,
  DELEGATE,
  LINK_OPEN,
  ...OPEN_COMMANDS,
  STATUS,
  WATCH,
  JOURNAL_READ,
  JOURNAL_VERIFY,
  ...CLIP_COMMANDS,
  ...CLIP_WATCH_COMMANDS,
  CLIP_EXPORT,
  CLIP_CHECK,
  ...CLIP_SHARE_COMMANDS,
  CLIP_MOVE,
  VERIFY,
  REPORT,
  REPORT_OPEN,
  ...ORDER_COMMANDS,
  ...CAMERA_COMMANDS,
  ...WATCHING_COMMANDS,
  ...RIG_COMMANDS,
  ...HOME_COMMANDS,
  ...SIM_COMMANDS,
]
