// The machines themselves: they boot, run what they are told, and lose their power. Long; the short part looks at the arguments.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bootMachine } from './machine.ts'
import { missingFor } from './needs.ts'
import { qemuCommand } from './qemu.ts'
import type { Arch } from './roots.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'

const short = suite('what an emulated machine is made of')

const plain = {
  ...{
    arch: 'arm64' as const,
    kernel: '/k',
    initrd: '/i',
    append: 'root=/dev/vda',
    disk: '/d',
    folder: '/f',
    memory: 512,
  },
  ...{ usb: [], reach: {}, expose: {}, kvm: false },
}

short('its network reaches nothing but what is named', () => {
  const { args } = qemuCommand({ ...plain, reach: { 1883: 4000 }, expose: { 5000: 22 } })
  const net = args.find((arg) => arg.startsWith('user,')) ?? ''
  assert.match(net, /restrict=on/)
  assert.match(net, /guestfwd=tcp:10\.0\.2\.100:1883-cmd:socat - TCP4:127\.0\.0\.1:4000/)
  assert.match(net, /hostfwd=tcp:127\.0\.0\.1:5000-10\.0\.2\.15:22/)
})

short('USB serial adapters come to the ports they are told', () => {
  const usb = [
    { id: 'rig', port: 4001, plug: 2 },
    { id: 'decoy', port: 4002, plug: 1 },
  ]
  const text = qemuCommand({ ...plain, usb }).args.join(' ')
  assert.match(text, /usb-serial,id=usb-rig,chardev=rig,serial=rig,port=2/)
  assert.match(text, /usb-serial,id=usb-decoy,chardev=decoy,serial=decoy,port=1/)
})

short.run()

const ARCHES = (process.env['HAUSRECHT_ARCH'] ?? 'amd64,arm64').split(',') as Arch[]

for (const arch of ARCHES) {
  const long = suite(`an emulated ${arch} machine`)
  const missing = LONG ? missingFor('machine', arch) : 'needs `npm run test:image`: booting takes minutes'
  const test = missing === undefined ? long : long.skip

  test(`boots, runs, is cut off and boots again${missing === undefined ? '' : ` (${missing})`}`, async () => {
    const here = await mkdtemp(join(tmpdir(), 'hausrecht-machine-test-'))
    const began = Date.now()
    const machine = await bootMachine({ arch })
    try {
      console.log(`${arch}: listens after ${Date.now() - began} ms`)
      assert.is(await machine.must('dpkg --print-architecture'), arch)
      assert.is((await machine.run('exit 7')).code, 7)
      const state = await machine.settled()
      console.log(`${arch}: ${state} after ${Date.now() - began} ms`)
      await writeFile(join(here, 'in'), 'kept')
      await machine.copyIn(join(here, 'in'), '/var/tmp/kept')
      await machine.must('sync; echo lost-perhaps > /var/tmp/not-synced')
      await machine.powerCut()
      const gone = await machine.run('true').then(
        () => false,
        () => true,
      )
      assert.ok(gone, 'a machine without power runs nothing')
      await machine.start()
      await machine.copyOut('/var/tmp/kept', join(here, 'out'))
      assert.is(await readFile(join(here, 'out'), 'utf8'), 'kept')
    } finally {
      await machine.close()
      await rm(here, { recursive: true, force: true })
    }
  })

  long.run()
}
