// Asks the door for its state from early in the boot on, and notes when it first answered, by the machine's own clock.
// In perl, which every Debian has and which costs the emulated processor little.

import type { Inside } from '#test/image/machine.ts'

const NOTED = '/run/door-answered'
const PLACE = '/usr/local/lib/hausrecht-asker'

const PROGRAM = `use IO::Socket::UNIX;
while (1) {
  my $door = IO::Socket::UNIX->new(Peer => '/run/hausrecht/door.sock');
  if ($door) {
    print $door "{\\"do\\":\\"state\\"}\\n";
    $door->flush;
    last if (<$door> // '') =~ /"state"/;
  }
  select(undef, undef, undef, 0.05);
}
open my $clock, '<', '/proc/uptime';
open my $noted, '>', '${NOTED}';
print $noted (split / /, <$clock>)[0];
`

const ASKING = `[Unit]
DefaultDependencies=no
After=sysinit.target
[Service]
ExecStart=/usr/bin/perl ${PLACE}
[Install]
WantedBy=multi-user.target
`

export const installAsker = async (inside: Inside): Promise<void> => {
  const write = (text: string, path: string): Promise<string> =>
    inside.must(`echo ${Buffer.from(text).toString('base64')} | base64 -d > ${path}`)
  await write(PROGRAM, PLACE)
  await write(ASKING, '/etc/systemd/system/hausrecht-asker.service')
  await inside.must('systemctl daemon-reload && systemctl enable hausrecht-asker.service')
}

/** @returns milliseconds from the start of the kernel, once the door answered */
export const answeredAt = async (inside: Inside, withinMs: number): Promise<number> => {
  const wait = `timeout ${Math.ceil(withinMs / 1000)} sh -c 'until test -s ${NOTED}; do sleep 1; done'`
  return Number(await inside.must(`${wait} && cat ${NOTED}`, { within: withinMs + 10_000 })) * 1000
}
