// What QEMU is started with. Pure: options in, arguments out.

import type { Arch } from './roots.ts'

/** A USB serial adapter (FTDI 0403:6001, as QEMU makes it) whose other end is a TCP port of this computer. */
export interface UsbSerial {
  /** Also its serial number, as udev sees it. */
  readonly id: string
  /** On 127.0.0.1; tried again each second until somebody listens. */
  readonly port: number
  /** Number of the USB port it is plugged into (1–8): decides the order the kernel finds it in. */
  readonly plug: number
}

export interface Hardware {
  readonly arch: Arch
  readonly kernel: string
  readonly initrd: string
  /** Kernel arguments beside the console. */
  readonly append: string
  /** A qcow2 file, or `blockdev` for whoever defines the node `disk` by arguments of its own. */
  readonly disk: string | { readonly blockdev: readonly string[] }
  readonly folder: string
  readonly memory: number
  readonly usb: readonly UsbSerial[]
  /** Port of 10.0.2.100 inside → port of 127.0.0.1 here. */
  readonly reach: Readonly<Record<number, number>>
  /** Port of 127.0.0.1 here → port inside. */
  readonly expose: Readonly<Record<number, number>>
  readonly kvm: boolean
}

/** The address under which the machine finds what runs outside. */
export const OUTSIDE = '10.0.2.100'

const EMULATOR = { amd64: 'qemu-system-x86_64', arm64: 'qemu-system-aarch64' } as const
const CONSOLE = { amd64: 'ttyS0', arm64: 'ttyAMA0' } as const

const boardOf = ({ arch, kvm }: Hardware): string[] => {
  const accel = kvm ? ['-accel', 'kvm'] : ['-accel', 'tcg,thread=multi']
  // A plain processor: with the newest features much of libc takes paths that cost more to emulate.
  const cpu = kvm ? 'host' : arch === 'arm64' ? 'cortex-a72' : 'Nehalem'
  return ['-machine', arch === 'arm64' ? 'virt,gic-version=3' : 'q35', ...accel, '-cpu', cpu]
}

/** Closed to the outside, but for what is named. */
const netOf = ({ reach, expose }: Hardware): string[] => {
  const outward = Object.entries(reach).map(
    ([inside, here]) => `guestfwd=tcp:${OUTSIDE}:${inside}-cmd:socat - TCP4:127.0.0.1:${here}`,
  )
  const inward = Object.entries(expose).map(([here, inside]) => `hostfwd=tcp:127.0.0.1:${here}-10.0.2.15:${inside}`)
  const user = ['user,id=net0,restrict=on', ...outward, ...inward].join(',')
  return ['-netdev', user, '-device', 'virtio-net-pci,netdev=net0,romfile=']
}

export const usbChardev = ({ id, port }: UsbSerial): string =>
  `socket,id=${id},host=127.0.0.1,port=${port},server=off,reconnect=1,nodelay=on`

const usbOf = (usb: readonly UsbSerial[]): string[] => [
  ...['-device', 'qemu-xhci,id=xhci,p2=8,p3=8'],
  ...usb.flatMap((one) => [
    ...['-chardev', usbChardev(one)],
    ...['-device', `usb-serial,id=usb-${one.id},chardev=${one.id},serial=${one.id},port=${one.plug},always-plugged=on`],
  ]),
]

const diskOf = ({ disk }: Hardware): string[] =>
  typeof disk === 'string'
    ? ['-drive', `if=none,id=disk,file=${disk},format=qcow2,cache=writeback,discard=unmap`]
    : [...disk.blockdev]

export const qemuCommand = (hardware: Hardware): { readonly command: string; readonly args: readonly string[] } => {
  const { arch, folder, kernel, initrd, append, memory } = hardware
  const args = [
    ...boardOf(hardware),
    ...['-m', String(memory), '-smp', '2', '-nodefaults', '-display', 'none', '-no-reboot'],
    ...['-kernel', kernel, '-initrd', initrd, '-append', `console=${CONSOLE[arch]} ${append}`],
    ...['-serial', `file:${folder}/console.log`],
    ...['-qmp', `unix:${folder}/qmp.sock,server=on,wait=off`],
    ...diskOf(hardware),
    ...['-device', 'virtio-blk-pci,drive=disk,write-cache=on'],
    ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=exec,path=${folder}/exec.sock,server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=exec,name=hausrecht.exec'],
    ...['-fsdev', `local,id=shared,path=${folder}/shared,security_model=none`],
    ...['-device', 'virtio-9p-pci,fsdev=shared,mount_tag=machine'],
    ...['-device', 'virtio-rng-pci'],
    ...netOf(hardware),
    ...usbOf(hardware.usb),
  ]
  return { command: EMULATOR[arch], args }
}
