import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { slotsOf } from '#scripts/cli/text.ts'
import { rejection } from '#test/support/wait.ts'
import { readTyped } from './typed.ts'
import { type Desk, readWanted } from './wish.ts'
import { FLASH_WORDS, flashSpeaker } from './words.ts'

const test = suite('what is typed to flash')

const codeOf = (args: readonly string[]): string => {
  try {
    readTyped(args)
    return 'taken'
  } catch (error) {
    return error instanceof HausrechtError ? error.code : String(error)
  }
}

test('takes options strictly, and several packages as a shell spreads them', () => {
  const typed = readTyped(['--package', 'a.deb', 'b.deb', '--package', 'c.deb', '--yes', '--wifi-password-file', '-'])
  assert.equal(typed.all('package'), ['a.deb', 'b.deb', 'c.deb'])
  assert.is(typed.text('wifi-password-file'), '-')
  assert.ok(typed.has('yes'))
  assert.is(codeOf(['--wipe']), 'option_unknown')
  assert.is(codeOf(['card.img']), 'option_unknown')
  assert.is(codeOf(['--yes=no']), 'option_unknown')
  assert.is(codeOf(['--to', '--yes']), 'option_needed')
  assert.is(codeOf(['--to']), 'option_needed')
  assert.is(codeOf(['--to', 'a', '--to', 'b']), 'option_twice')
})

const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-wish-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJfHgbLOzEuHqgzXPwBhQec6XiHPXqdo6FdDwwGOPJn5'

const wish = async (
  folder: string,
  over: Readonly<Record<string, string | undefined>>,
  flags: readonly string[] = [],
) => {
  const plain = {
    image: 'a.img',
    to: 'card',
    host: 'door',
    user: 'anna',
    'ssh-key': 'id.pub',
    package: 'hausrecht-device_1_arm64.deb',
  }
  const args = Object.entries({ ...plain, ...over }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )
  const desk: Desk = { folder, zone: 'Europe/Berlin', say: flashSpeaker('en'), readLine: async () => 'from the pipe' }
  return readWanted(readTyped([...args, '--unchecked', ...flags]), desk)
}

const codeFrom = async (work: Promise<unknown>): Promise<string> => {
  const error = await rejection(work)
  return error instanceof HausrechtError ? `${error.code} ${error.message}` : String(error)
}

test('holds every value against its rule and names the option', async () => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'id.pub'), `${KEY}\n`)
    await writeFile(join(folder, 'id'), '-----BEGIN OPENSSH PRIVATE KEY-----\n')
    await writeFile(join(folder, 'hausrecht-device_1_arm64.deb'), '!<arch>\n')
    await writeFile(join(folder, 'hausrecht-device_2_arm64.deb'), 'not a package')
    await writeFile(join(folder, 'channel.asc'), '-----BEGIN PGP PUBLIC KEY BLOCK-----\n')
    const card = (await wish(folder, {})).card
    assert.equal(
      { zone: card.zone, install: card.install, keys: card.sshKeys },
      { zone: 'Europe/Berlin', install: ['hausrecht-device'], keys: [KEY] },
    )
    const wrong: readonly (readonly [Record<string, string | undefined>, RegExp])[] = [
      [{ host: 'My Door' }, /^option_bad --host/],
      [{ user: 'root' }, /^option_bad --user/],
      [{ zone: 'US/Eastern' }, /^option_bad --zone/],
      [{ 'ssh-key': 'id' }, /^key_private/],
      [{ 'ssh-key': 'channel.asc' }, /^key_bad/],
      [{ 'ssh-key': undefined }, /^option_needed --ssh-key/],
      [{ image: 'a.iso' }, /^option_bad --image/],
      [{ package: undefined }, /^package_needed/],
      [{ package: 'hausrecht-device_2_arm64.deb' }, /^option_bad --package/],
      [{ 'wifi-country': 'DE' }, /^option_pair --wifi-country/],
      [{ 'wifi-ssid': 'x', 'wifi-password-file': 'id.pub', 'wifi-country': 'DE' }, /^option_bad --wifi-password-file/],
      [{ 'wifi-ssid': 'x', 'wifi-password-file': '-', 'wifi-country': 'Germany' }, /^option_bad --wifi-country/],
      [{ 'channel-key': 'channel.asc' }, /^option_pair/],
      [{ channel: 'https://x' }, /^option_needed --channel-key/],
      [{ bridge: 'http://x' }, /^option_bad --bridge/],
      [{ 'first-boot': 'magic' }, /^option_bad --first-boot/],
    ]
    for (const [over, code] of wrong) assert.match(await codeFrom(wish(folder, over)), code)
    await writeFile(join(folder, 'hausrecht-device_3_arm64.deb'), '!<arch>\n')
    const two = await codeFrom(wish(folder, {}, ['--package', 'hausrecht-device_3_arm64.deb']))
    assert.match(two, /^package_twice .*hausrecht-device_1_arm64\.deb and hausrecht-device_3_arm64\.deb/)
    assert.match(await codeFrom(wish(folder, {}, ['--with-bridge'])), /^bridge_package_needed/)
  })
})

test('takes a Wi-Fi password from a pipe, and packages from a channel', async () => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'id.pub'), KEY)
    await writeFile(join(folder, 'channel.asc'), '-----BEGIN PGP PUBLIC KEY BLOCK-----\n')
    const over = { package: undefined, channel: 'https://apt.example.org', 'channel-key': 'channel.asc' }
    const wifi = { 'wifi-ssid': 'home', 'wifi-password-file': '-', 'wifi-country': 'DE' }
    const { card } = await wish(folder, { ...over, ...wifi }, ['--with-bridge'])
    assert.equal(card.install, ['hausrecht-device', 'hausrecht-bridge'])
    assert.match(card.wifi?.psk ?? '', /^[\da-f]{64}$/)
    assert.not(JSON.stringify(card).includes('from the pipe'))
  })
})

test('says the same in both languages, with the same gaps to fill', () => {
  for (const [key, { en, de }] of Object.entries(FLASH_WORDS)) {
    assert.equal([...new Set(slotsOf(en))].sort(), [...new Set(slotsOf(de))].sort(), key)
    assert.is.not(en, de, key)
  }
})

test.run()
