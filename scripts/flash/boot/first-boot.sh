#!/bin/sh
# Hausrecht, first boot. `begin` runs early at each boot and waits for nothing; `finish` runs as a service and is tried
# again until it has been through. Every step looks first and may be cut at any point: the next boot goes on from there.
set -eu

HERE=$(cd "$(dirname "$0")" && pwd)
STATE=/var/lib/hausrecht-first-boot
# shellcheck source=/dev/null
. "$HERE/settings"

say() { echo "hausrecht first boot: $*"; }

# Whole or not at all, also after a power cut: a new file, on the disk, then its name.
put() {
  mkdir -p "$(dirname "$1")"
  cat >"$1.part"
  chmod "$2" "$1.part"
  if [ -f "$1" ] && cmp -s "$1.part" "$1"; then
    rm -f "$1.part"
    return 0
  fi
  sync "$1.part"
  mv "$1.part" "$1"
}

put_system() {
  # Few writes: the log stays in memory. The door's own journal is kept by the door.
  put /etc/systemd/journald.conf.d/50-hausrecht.conf 644 <<'TEXT'
[Journal]
Storage=volatile
RuntimeMaxUse=32M
TEXT
  # A Pi's watchdog knows at most 15 s.
  put /etc/systemd/system.conf.d/50-hausrecht.conf 644 <<'TEXT'
[Manager]
RuntimeWatchdogSec=14s
TEXT
  put /etc/ssh/sshd_config.d/50-hausrecht.conf 644 <<'TEXT'
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin no
TEXT
  # Which updates: those of Debian's own list, which are the security ones. No reboot behind the owner's back.
  put /etc/apt/apt.conf.d/52hausrecht-unattended 644 <<'TEXT'
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Automatic-Reboot "false";
TEXT
}

put_service() {
  put /etc/systemd/system/hausrecht-first-boot.service 644 <<TEXT
[Unit]
Description=Hausrecht first boot: installs the rig's programs
After=network.target cloud-config.service
RequiresMountsFor=$FIRMWARE
ConditionPathExists=!$STATE/complete
StartLimitIntervalSec=0

[Service]
ExecStart=/bin/sh $FIRMWARE/hausrecht/first-boot.sh finish
Restart=on-failure
# Without a network it takes as long as it takes: less and less often, since each try writes a little.
RestartSec=20
RestartSteps=6
RestartMaxDelaySec=900

[Install]
WantedBy=multi-user.target
TEXT
  mkdir -p /etc/systemd/system/multi-user.target.wants
  ln -sf ../hausrecht-first-boot.service /etc/systemd/system/multi-user.target.wants/hausrecht-first-boot.service
}

# cloud-init takes a network's settings once, and notes that before it has written them: until all is done, every time.
put_again() {
  [ "$WAY" = cloud-init ] || return 0
  put /etc/cloud/cloud.cfg.d/95-hausrecht-first-boot.cfg 644 <<'TEXT'
{"updates": {"network": {"when": ["boot-new-instance", "boot"]}}}
TEXT
}

have_host() {
  [ "$(cat /etc/hostname 2>/dev/null)" = "$HOST" ] || echo "$HOST" | put /etc/hostname 644
  if [ -d /run/systemd/system ]; then hostname "$HOST" 2>/dev/null || true; fi
  if ! grep -q "^127\.0\.1\.1[[:space:]].*\b$HOST\b" /etc/hosts 2>/dev/null; then
    { grep -v '^127\.0\.1\.1[[:space:]]' /etc/hosts 2>/dev/null || true; echo "127.0.1.1	$HOST"; } | put /etc/hosts 644
  fi
}

have_zone() {
  [ -f "/usr/share/zoneinfo/$ZONE" ] || { say "no time zone $ZONE here; it stays as it is"; return 0; }
  [ "$(readlink /etc/localtime 2>/dev/null)" = "/usr/share/zoneinfo/$ZONE" ] && return 0
  ln -sfn "/usr/share/zoneinfo/$ZONE" /etc/localtime.part
  mv -T /etc/localtime.part /etc/localtime
  echo "$ZONE" | put /etc/timezone 644
}

have_user() {
  id "$NEW_USER" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash --user-group "$NEW_USER"
  passwd --lock "$NEW_USER" >/dev/null
  for group in sudo adm dialout video audio plugdev gpio netdev; do
    if getent group "$group" >/dev/null; then usermod --append --groups "$group" "$NEW_USER"; fi
  done
  home=$(getent passwd "$NEW_USER" | cut -d: -f6)
  install -d -m 700 -o "$NEW_USER" -g "$NEW_USER" "$home" "$home/.ssh"
  # Keys that the owner added since stay.
  touch "$home/.ssh/authorized_keys"
  while IFS= read -r key; do
    grep -qxF "$key" "$home/.ssh/authorized_keys" || echo "$key" >>"$home/.ssh/authorized_keys"
  done <"$HERE/ssh-keys"
  chmod 600 "$home/.ssh/authorized_keys"
  chown "$NEW_USER:$NEW_USER" "$home/.ssh/authorized_keys"
  echo "$NEW_USER ALL=(ALL) NOPASSWD:ALL" | put /etc/sudoers.d/010_hausrecht-user 440
}

have_ssh() {
  # The image has no host keys; a server without them would not start.
  ssh-keygen -A >/dev/null 2>&1 || true
  [ -e /lib/systemd/system/ssh.service ] || return 0
  mkdir -p /etc/systemd/system/multi-user.target.wants
  ln -sf /lib/systemd/system/ssh.service /etc/systemd/system/multi-user.target.wants/ssh.service
}

# Raspberry Pi OS asks for a user on the screen until it is told that there is one.
no_questions() {
  rm -f /etc/systemd/system/multi-user.target.wants/userconfig.service /etc/ssh/sshd_config.d/rename_user.conf
  if [ -e /lib/systemd/system/userconfig.service ]; then
    ln -sf /dev/null /etc/systemd/system/userconfig.service
    mkdir -p /etc/systemd/system/getty.target.wants
    ln -sf /lib/systemd/system/getty@.service /etc/systemd/system/getty.target.wants/getty@tty1.service
  fi
}

# With cloud-init the network comes from network-config.
have_wifi() {
  [ -n "$WIFI_PSK" ] || return 0
  if [ -d /etc/NetworkManager ]; then
    # NetworkManager's key files take a name as the numbers of its bytes, so no character needs quoting.
    bytes=$(echo "$WIFI_SSID_HEX" | sed 's/../0x& /g' | while read -r line; do for hex in $line; do printf '%d;' "$hex"; done; done)
    put /etc/NetworkManager/system-connections/hausrecht.nmconnection 600 <<TEXT
[connection]
id=hausrecht
type=wifi
interface-name=wlan0

[wifi]
mode=infrastructure
ssid=$bytes

[wifi-security]
key-mgmt=wpa-psk
psk=$WIFI_PSK

[ipv4]
method=auto

[ipv6]
method=auto
TEXT
  else
    put /etc/wpa_supplicant/wpa_supplicant.conf 600 <<TEXT
country=$WIFI_COUNTRY
ctrl_interface=DIR=/var/run/wpa_supplicant GROUP=netdev
update_config=1
network={
	ssid=$WIFI_SSID_HEX
	psk=$WIFI_PSK
}
TEXT
  fi
  rfkill unblock wifi 2>/dev/null || true
  for file in /var/lib/systemd/rfkill/*:wlan; do
    if [ -e "$file" ]; then echo 0 >"$file"; fi
  done
  if [ -d /var/lib/NetworkManager ]; then
    sed -i 's/^WirelessEnabled=false$/WirelessEnabled=true/' /var/lib/NetworkManager/NetworkManager.state 2>/dev/null || true
  fi
}

have_channel() {
  [ -f "$HERE/hausrecht.sources" ] || return 0
  put /usr/share/keyrings/hausrecht.asc 644 <"$HERE/hausrecht.asc"
  put /etc/apt/sources.list.d/hausrecht.sources 644 <"$HERE/hausrecht.sources"
  put /etc/apt/apt.conf.d/52hausrecht-channel 644 <<'TEXT'
Unattended-Upgrade::Origins-Pattern { "origin=Hausrecht"; };
Unattended-Upgrade::Automatic-Reboot "false";
DPkg::Options { "--force-confdef"; "--force-confold"; };
TEXT
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=1 -o Acquire::http::Timeout=20 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}

# A card is a card: what came out of it must be what was put there.
check_files() {
  # shellcheck disable=SC2086
  set -- $SUMS
  for file in $FILES; do
    echo "$1  $HERE/$file" | sha256sum --check --status || { say "$file is damaged: write the card again"; return 1; }
    shift
  done
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null)" = 'ii ' ]
}

lacks() {
  missing=''
  for name in "$@"; do is_installed "$name" || missing="$missing $name"; done
  [ -n "$missing" ]
}

have_packages() {
  # shellcheck disable=SC2086
  lacks $INSTALL || return 0
  check_files
  wanted=$missing
  for file in $FILES; do
    # A file stands for the package of its name.
    wanted=$(echo "$wanted " | sed "s| ${file%%_*} | $HERE/$file |")
  done
  dpkg --force-confdef --force-confold --configure -a || true
  # First with what is here: a rig needs no network for it. The lists are fetched only when something is missing.
  # shellcheck disable=SC2086
  apt install $wanted || { apt update && apt install $wanted; } || true
  # shellcheck disable=SC2086
  if lacks $INSTALL; then
    # What was cut while it was unpacked apt takes for installed; dpkg unpacks it once more.
    if [ -n "$FILES" ]; then (cd "$HERE" && dpkg --force-confdef --force-confold --install $FILES) || true; fi
    apt --fix-broken install || true
    if lacks $INSTALL; then apt install --reinstall $missing || true; fi
  fi
  # shellcheck disable=SC2086
  if lacks $INSTALL; then
    say "not installed:$missing"
    return 1
  fi
}

have_bridge() {
  config=/etc/hausrecht/device.toml
  [ -n "$BRIDGE" ] && [ -f "$config" ] || return 0
  wanted="url = \"$BRIDGE\""
  new=$(awk -v wanted="$wanted" '
    /^[[:space:]]*\[/ { if (inside && !put) { print wanted; put = 1 } inside = ($0 ~ /^[[:space:]]*\[bridge\]/) }
    inside && !put && /^[[:space:]]*#?[[:space:]]*url[[:space:]]*=/ { print wanted; put = 1; next }
    { print }
    END { if (!put) { if (!inside) print "[bridge]"; print wanted } }' "$config")
  [ "$new" = "$(cat "$config")" ] && return 0
  # In place: owner and mode are the package's.
  cp -p "$config" "$config.part"
  echo "$new" >"$config.part"
  sync "$config.part"
  mv "$config.part" "$config"
  if [ -d /run/systemd/system ]; then systemctl try-restart hausrecht-device.service || true; fi
}

# What a door does not need to lock, but a camera and a safe Pi do: fetched when the rest runs already.
have_rest() {
  # shellcheck disable=SC2086
  lacks $REST || return 0
  # shellcheck disable=SC2086
  apt install $missing || { apt update && apt install $missing; }
}

begin() {
  [ -e "$STATE/complete" ] && return 0
  [ -e "$STATE/done" ] || put_again
  put_system
  put_service
  sync
  # The service came after the boot's plan was made.
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl --no-block start hausrecht-first-boot.service
  fi
}

have_all() {
  have_host
  have_zone
  have_user
  have_ssh
  no_questions
  have_wifi
}

mark() { date -u +%FT%TZ | put "$STATE/$1" 644; }

finish_rig() {
  put_system
  have_all
  have_channel
  have_packages
  have_bridge
  sync
  mark 'done'
  rm -f /etc/cloud/cloud.cfg.d/95-hausrecht-first-boot.cfg
  sync
  say 'the rig is installed'
}

finish() {
  [ -e "$STATE/done" ] || finish_rig
  have_rest
  mark complete
  rm -f /etc/systemd/system/multi-user.target.wants/hausrecht-first-boot.service
  sync
  say 'all is done'
}

case ${1-} in
  begin) begin ;;
  # For systems without cloud-init: all that needs no network, before the first real boot.
  early) put_system; put_service; have_all; sync ;;
  finish) finish ;;
  *) echo "usage: first-boot.sh begin|early|finish" >&2; exit 2 ;;
esac
