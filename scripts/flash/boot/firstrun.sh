#!/bin/sh
# Hausrecht, first boot of a system without cloud-init: started by systemd.run= on the kernel's command line, which is
# taken off it only when all went well; a reboot follows. The rest is done by a service (see hausrecht/first-boot.sh).
set -eu

HERE=$(cd "$(dirname "$0")" && pwd)

sh "$HERE/hausrecht/first-boot.sh" early

# A new file, then its name: a cut leaves the old line, and all of this runs once more.
sed 's/ systemd\.run[^ ]*//g; s/ systemd\.unit=kernel-command-line\.target//' "$HERE/cmdline.txt" >"$HERE/cmdline.new"
sync "$HERE/cmdline.new"
mv "$HERE/cmdline.new" "$HERE/cmdline.txt"
rm -f "$HERE/firstrun.sh"
sync
