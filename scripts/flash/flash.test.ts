// Cards on plain files, by the same steps as real ones: real tools, a real FAT, and everything that goes wrong with cards.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { HausrechtError } from '#protocol/fault.ts'
import { rejection, within } from '#test/support/wait.ts'
import { readPartitions } from './boot/partitions.ts'
import { argsFor, boots, codeFrom, flashing, LIMIT, type Shown, textOf, WIFI, withImage } from './desk.fixture.ts'
import { missingForImage, type SmallImage } from './small-image.fixture.ts'
import { verify } from './write/verify.ts'

const missing = missingForImage()
const named = `writing cards${missing === undefined ? '' : ` (${missing})`}`
const all = suite(named)
// Needs the tools that make file systems.
const test = missing === undefined ? all : all.skip
const isRoot = process.getuid?.() === 0

test('writes an image, reads it back and prepares cloud-init', async () => {
  await withImage({}, async (small) => {
    const card = join(small.folder, 'card.img')
    const shown: Shown = { text: '' }
    const done = await flashing(
      small,
      [...argsFor(small, 'card.img'), ...WIFI(small), '--bridge', 'mqtts://b.home:8883'],
      {},
      shown,
    )
    assert.is(done.firstBoot, 'cloud-init')
    assert.is(done.matched, 'file')
    assert.is(done.bytes, small.bytes)
    assert.match(shown.text, /writing 100 %/)
    assert.match(shown.text, /verifying 100 %/)
    const user = JSON.parse((await textOf(card, 'user-data')).replace(/^#cloud-config\n/, '')) as Record<
      string,
      unknown
    >
    assert.is(user['hostname'], 'door')
    assert.is(user['ssh_pwauth'], false)
    assert.match(JSON.stringify(user['user']), /"name":"anna".*"lock_passwd":true.*ssh-ed25519/)
    assert.match(await textOf(card, 'network-config'), /"Café \\"7\\"": \{\s*"password": "[\da-f]{64}"/)
    assert.match(await textOf(card, 'meta-data'), /"instance-id": "hausrecht-[\da-f]{16}"/)
    assert.match(
      await textOf(card, 'cmdline.txt'),
      /^console=tty1 .* rootwait cgroup_enable=memory cfg80211\.ieee80211_regdom=DE\n$/,
    )
    assert.match(await textOf(card, 'config.txt'), /camera_auto_detect=1\n[\s\S]*dtparam=watchdog=on\n$/)
    assert.is(await textOf(card, 'hausrecht/hausrecht-device_0.1.0_arm64.deb'), '!<arch>\na package\n')
    assert.match(await textOf(card, 'hausrecht/settings'), /^BRIDGE='mqtts:\/\/b\.home:8883'$/m)
    // The root partition is as it was.
    const [before, after] = [await readFile(small.image), await readFile(card)]
    const root = readPartitions(before)[1]?.start ?? 0
    assert.ok(root > 0 && before.subarray(root).equals(after.subarray(root)))
    // Attack 38: no password anywhere, neither the owner's nor a default one.
    assert.not(after.includes('geheim'))
    assert.not(/passwd"?:(?! *(true|false))|plain_text|chpasswd/.test(await textOf(card, 'user-data')))
  })
})

test('prepares an older system by firstrun.sh, at the place where that one has its boot partition', async () => {
  await withImage({ cloud: false, firmware: '/boot' }, async (small) => {
    const card = join(small.folder, 'card.img')
    const done = await flashing(small, [...argsFor(small, 'card.img'), ...WIFI(small)])
    assert.is(done.firstBoot, 'firstrun')
    assert.match(
      await textOf(card, 'cmdline.txt'),
      / systemd\.run=\/boot\/firstrun\.sh systemd\.run_success_action=reboot systemd\.unit=kernel-command-line\.target\n$/,
    )
    assert.match(await textOf(card, 'firstrun.sh'), /first-boot\.sh" early/)
    assert.match(await textOf(card, 'hausrecht/settings'), /^WIFI_SSID_HEX='436166c3a920223722'$/m)
    assert.is(await textOf(card, 'user-data'), '')
  })
})

test('writes an image with a GUID partition table', async () => {
  await withImage({ table: 'gpt' }, async (small) => {
    assert.is((await flashing(small, argsFor(small, 'card.img'))).firstBoot, 'cloud-init')
    assert.ok(await boots(join(small.folder, 'card.img')))
  })
})

test('writes nothing when the hash is wrong, missing, or the image is cut off', async () => {
  await withImage({}, async (small) => {
    const card = join(small.folder, 'card.img')
    await writeFile(card, 'as it was')
    const args = [...argsFor(small, 'card.img'), '--yes']
    assert.is(await codeFrom(flashing(small, [...args, '--sha256', 'a'.repeat(64)])), 'image_hash')
    await writeFile(`${small.packed}.sha256`, `${'b'.repeat(64)}  other.img.xz\n`)
    assert.is(await codeFrom(flashing(small, args)), 'image_hash')
    await writeFile(`${small.packed}.sha256`, `${'b'.repeat(64)}  x.img.xz\n${'b'.repeat(64)}  y.img.xz\n`)
    assert.is(await codeFrom(flashing(small, args)), 'option_bad')
    await writeFile(`${small.image}.none`, '')
    const bare = args.map((arg) => (arg === small.packed ? small.image : arg))
    assert.is(await codeFrom(flashing(small, bare)), 'image_unchecked')
    const packed = await readFile(small.packed)
    await writeFile(small.packed, packed.subarray(0, packed.length - 100))
    assert.is(
      await codeFrom(flashing(small, [...args, '--sha256', small.packed.replace('.xz', '.none')])),
      'option_bad',
    )
    await writeFile(`${small.packed}.sha256`, '')
    const cut = flashing({ ...small }, [
      ...args.filter((arg) => arg !== '--sha256'),
      '--unchecked',
      '--sha256',
      'c'.repeat(64),
    ])
    assert.is(await codeFrom(cut), 'image_broken')
    assert.is(await readFile(card, 'utf8'), 'as it was')
  })
})

test('asks before it writes over a file, and takes only its name for an answer', async () => {
  await withImage({}, async (small) => {
    const card = join(small.folder, 'card.img')
    await writeFile(card, 'as it was')
    assert.is(await codeFrom(flashing(small, argsFor(small, 'card.img'))), 'ask_impossible')
    assert.is(await codeFrom(flashing(small, argsFor(small, 'card.img'), { ask: async () => 'yes' })), 'declined')
    assert.is(await readFile(card, 'utf8'), 'as it was')
    await flashing(small, argsFor(small, 'card.img'), { ask: async () => 'card.img\n' })
    assert.ok(await boots(card))
  })
})

test('refuses a package for another processor, and the card does not boot then', async () => {
  await withImage({ lib: 'arm-linux-gnueabihf' }, async (small) => {
    assert.is(await codeFrom(flashing(small, argsFor(small, 'card.img'))), 'package_arch')
    assert.not(await boots(join(small.folder, 'card.img')))
  })
})

test('refuses an image too old for the rig, and the card does not boot then', async () => {
  await withImage({ release: '12', cloud: false }, async (small) => {
    assert.is(await codeFrom(flashing(small, argsFor(small, 'card.img'))), 'image_old')
    assert.not(await boots(join(small.folder, 'card.img')))
  })
})

test('writes nothing when another disk is there after the question than before it', async () => {
  await withImage({}, async (small) => {
    const card = join(small.folder, 'card.img')
    const other = 'another one, of another size'
    await writeFile(card, 'as it was')
    const ask = async (): Promise<string> => {
      await writeFile(card, other)
      return 'card.img'
    }
    assert.is(await codeFrom(flashing(small, argsFor(small, 'card.img'), { ask })), 'target_swapped')
    assert.is(await readFile(card, 'utf8'), other)
  })
})

test('finds a card that does not give back what was written', async () => {
  await withImage({}, async (small) => {
    const card = join(small.folder, 'card.img')
    const { sha256: hash, bytes } = await flashing(small, argsFor(small, 'card.img'))
    const written = await readFile(small.image)
    await writeFile(card, written)
    const head = written.subarray(0, 4096)
    assert.ok(['direct', 'cached'].includes(await verify(card, { hash, bytes }, head, () => undefined)))
    const file = await open(card, 'r+')
    await file.write(Buffer.from([0xaa]), 0, 1, bytes - 5000)
    await file.close()
    const error = await rejection(verify(card, { hash, bytes }, head, () => undefined))
    assert.is((error as HausrechtError).code, 'verify_differs')
  })
})

test('stops when it is told to, and the card does not boot then', async () => {
  await withImage({}, async (small) => {
    const stop = new AbortController()
    const show = (text: string): void => {
      if (text.startsWith('writing 5')) stop.abort()
    }
    assert.is(await codeFrom(flashing(small, argsFor(small, 'card.img'), { stop: stop.signal, show })), 'stopped')
    assert.not(await boots(join(small.folder, 'card.img')))
  })
})

// Needs root, to mount a file system that is too small.
const asRoot = missing === undefined && isRoot ? all : all.skip
asRoot('says so when writing fails half-way (needs root)', async () => {
  await withImage({}, async (small) => {
    const full = join(small.folder, 'full')
    await mkdir(full)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=5m', 'none', full])
    try {
      assert.is(await codeFrom(flashing(small, argsFor(small, join(full, 'card.img')))), 'write_failed')
      assert.not(await boots(join(full, 'card.img')))
    } finally {
      execFileSync('umount', [full])
    }
  })
})

const loopOver = async (file: string, bytes: number): Promise<string> => {
  const made = await open(file, 'a')
  await made.truncate(bytes)
  await made.close()
  return execFileSync('losetup', ['--find', '--show', file], { encoding: 'utf8' }).trim()
}

// Needs root, and loop devices in place of a card reader.
const hasLoop = missing === undefined && isRoot && existsSync('/dev/loop-control')
const withLoop = hasLoop ? all : all.skip
withLoop('writes a block device, but not one in use, too small or built in (needs root and loop devices)', async () => {
  await withImage({}, async (small) => {
    const disk = await loopOver(join(small.folder, 'disk'), small.bytes + 512 * 1024)
    const little = await loopOver(join(small.folder, 'little'), small.bytes - 512 * 1024)
    const at = join(small.folder, 'at')
    await mkdir(at)
    try {
      const args = [...argsFor(small, disk), '--yes']
      assert.is(await codeFrom(flashing(small, args)), 'target_not_card')
      assert.is(await codeFrom(flashing(small, [...argsFor(small, little), '--yes', '--yes-really'])), 'target_small')
      execFileSync('mke2fs', ['-q', '-t', 'ext4', disk])
      execFileSync('mount', [disk, at])
      try {
        assert.is(await codeFrom(flashing(small, [...args, '--yes-really'])), 'target_mounted')
      } finally {
        execFileSync('umount', [at])
      }
      const done = await flashing(small, [...args, '--yes-really'])
      assert.is(done.readBack, 'direct')
      assert.ok(await boots(disk))
      assert.match(await textOf(disk, 'user-data'), /"hostname": "door"/)
    } finally {
      execFileSync('losetup', ['--detach', disk])
      execFileSync('losetup', ['--detach', little])
    }
  })
})

const startProgram = (small: SmallImage, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'de_DE.UTF-8', LC_ALL: '', LC_MESSAGES: '', TMPDIR: small.folder },
  })

const ended = async (child: ChildProcess): Promise<{ code: number | null; out: string }> => {
  let out = ''
  child.stdout?.on('data', (piece: Buffer) => {
    out += piece.toString()
  })
  const code = await within(new Promise<number | null>((resolve) => child.once('close', resolve)), 'the program', LIMIT)
  return { code, out }
}

test('killed in the middle it leaves a card that does not boot; a second time it is whole', async () => {
  await withImage({}, async (small) => {
    const card = join(small.folder, 'card.img')
    const child = startProgram(small, argsFor(small, card))
    let shown = ''
    child.stderr?.on('data', (piece: Buffer) => {
      shown += piece.toString()
      // "schreiben": the German word for what it is at.
      if (/schreiben [3-9]/.test(shown)) child.kill('SIGKILL')
    })
    assert.is((await ended(child)).code, null)
    assert.not(await boots(card))
    const again = startProgram(small, [...argsFor(small, card), '--yes', '--json'])
    const { code, out } = await ended(again)
    assert.is(code, 0, out)
    assert.is((JSON.parse(out) as { ok: boolean }).ok, true)
    assert.ok(await boots(card))
  })
})

all.run()
