// The kernel's command line as a Pi has it in cmdline.txt: one line, words apart by spaces. Pure.

const RUN = ['systemd.run', 'systemd.run_success_action', 'systemd.unit']

const keyOf = (word: string): string => word.split('=', 1)[0] ?? word

/** Puts words in, each in place of one of the same name; a second time changes nothing. */
const put = (words: readonly string[], wanted: readonly string[]): readonly string[] => {
  // cgroup_enable may stand several times, once for each controller.
  const isReplaced = (word: string): boolean =>
    wanted.some((one) => one === word || (keyOf(one) === keyOf(word) && keyOf(one) !== 'cgroup_enable'))
  return [...words.filter((word) => !isReplaced(word)), ...wanted]
}

/**
 * @param country two letters, or undefined without Wi-Fi
 * @param run path of a program for the first boot, as the system will see it; undefined: none
 */
export const commandLine = (line: string, country: string | undefined, run: string | undefined): string => {
  const words = line
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '' && !RUN.includes(keyOf(word)))
  const wanted = [
    // A Pi's kernel has memory groups off; without them nothing bounds what the camera takes.
    'cgroup_enable=memory',
    ...(country === undefined ? [] : [`cfg80211.ieee80211_regdom=${country}`]),
    ...(run === undefined
      ? []
      : [`systemd.run=${run}`, 'systemd.run_success_action=reboot', 'systemd.unit=kernel-command-line.target']),
  ]
  return `${put(words, wanted).join(' ')}\n`
}

/** config.txt: the Pi's own watchdog resets it when even the kernel hangs. */
export const configText = (text: string): string => {
  const line = 'dtparam=watchdog=on'
  if (text.split('\n').some((one) => one.trim() === line)) return text
  return `${text.trimEnd()}\n\n[all]\n# Hausrecht: a Pi that hangs resets itself.\n${line}\n`
}
