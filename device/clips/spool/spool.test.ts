import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFramed } from '#protocol/clip/framing.ts'
import { freshClipId } from '#protocol/ids.ts'
import { codeOf, filesIn, headAt, IDENTITY, lineOf, openIn, partOf, record, withFolder } from './spool.fixture.ts'

const test = suite('spool')

test('keeps a clip as files that anybody can name, readable by nobody else', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clip = await record(spool, 2)
    assert.equal(
      filesIn(folder),
      ['', '/000000.part', '/000001.part', '/end', '/head', '/identity'].map((name) => `${clip}${name}`),
    )
    const path = join(folder, clip, '000001.part')
    assert.is(readFramed(new Uint8Array(readFileSync(path)))?.line, lineOf(clip, 1))
    assert.is(statSync(path).mode & 0o777, 0o600)
    assert.is(statSync(join(folder, clip)).mode & 0o777, 0o700)
    await spool.close()
  }))

test('cuts a part the service has down to its line, and drops the clip with the last', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clip = await record(spool, 2, { size: 100_000 })
    const { outbox } = spool
    const before = spool.held().bytes
    assert.equal(outbox.waiting(), [{ clip, running: false, item: { what: 'head' } }])
    await outbox.sent(clip, { what: 'head' })
    assert.equal(outbox.waiting()[0]?.item, { what: 'part', n: 0 })
    await outbox.sent(clip, { what: 'part', n: 0 })
    assert.is(readFileSync(join(folder, clip, '000000.line'), 'utf8'), `${lineOf(clip, 0)}\n`)
    assert.ok(spool.held().bytes <= before - 96_000)
    await outbox.sent(clip, { what: 'part', n: 1 })
    assert.equal(outbox.waiting()[0]?.item, { what: 'end' })
    await outbox.sent(clip, { what: 'end' })
    assert.equal(filesIn(folder), [])
    assert.equal(spool.held(), { bytes: 0, clips: 0 })
    await spool.close()
  }))

test('counts the bytes on disk alike before and after a start', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clip = await record(spool, 3, { size: 9000 })
    await record(spool, 1, { end: false })
    spool.protect(clip)
    await spool.outbox.sent(clip, { what: 'head' })
    await spool.outbox.sent(clip, { what: 'part', n: 0 })
    await spool.close()
    const again = await openIn(folder)
    assert.equal(again.held(), spool.held())
    assert.is(again.held().clips, 2)
    await again.close()
  }))

test('names clips without an end and a writer, with the lines of all their parts', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const ended = await record(spool, 1, { jn: 1 })
    const left = await record(spool, 3, { jn: 3, end: false })
    const empty = await record(spool, 0, { jn: 2, end: false })
    assert.equal(await spool.orphans(), [], 'they have a writer')
    await spool.outbox.sent(left, { what: 'part', n: 0 })
    await spool.close()

    const again = await openIn(folder)
    assert.equal(await again.orphans(), [
      { clip: empty, head: headAt(2), lines: [] },
      { clip: left, head: headAt(3), lines: [0, 1, 2].map((n) => lineOf(left, n)) },
    ])
    assert.is(await codeOf(again.write(left, 3, partOf(left, 3))), 'spool_out_of_order')
    await again.end(left, 'end by the door')
    assert.equal(
      (await again.orphans()).map(({ clip }) => clip),
      [empty],
    )
    assert.is(readFileSync(join(folder, left, 'end'), 'utf8'), 'end by the door')
    assert.ok(again.outbox.waiting().some(({ clip }) => clip === ended))
    await again.close()
  }))

test('sweeps what a power cut left behind, and takes nothing else', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clip = await record(spool, 2, { end: false })
    await spool.close()
    const whole = filesIn(folder)
    writeFileSync(join(folder, clip, '000002.part.tmp'), partOf(clip, 2).subarray(0, 500))
    writeFileSync(join(folder, clip, 'end.tmp'), '')
    await mkdir(join(folder, `${freshClipId()}.tmp`))
    await mkdir(join(folder, `${freshClipId()}.gone`))
    writeFileSync(join(folder, 'notes.txt'), 'of the owner')
    const again = await openIn(folder)
    assert.equal(filesIn(folder), [...whole, 'notes.txt'].sort())
    assert.is((await again.orphans())[0]?.lines.length, 2)
    await again.close()
  }))

test('finishes a cut that was begun, and leaves a clip without its identity to a person', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clip = await record(spool, 1, { end: false })
    await spool.close()
    writeFileSync(join(folder, clip, '000001.line'), partOf(clip, 1, 50_000))
    const broken = freshClipId()
    await mkdir(join(folder, broken))
    writeFileSync(join(folder, broken, 'head'), headAt(1))
    const again = await openIn(folder)
    assert.is(readFileSync(join(folder, clip, '000001.line'), 'utf8'), `${lineOf(clip, 1)}\n`)
    assert.is((await again.orphans())[0]?.lines.length, 2)
    assert.is(again.held().clips, 1)
    assert.ok(filesIn(folder).includes(`${broken}/head`))
    await again.close()
  }))

test('refuses parts out of order, twice, after the end, and of a stranger', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clip = await record(spool, 1, { end: false })
    for (const n of [0, 2]) assert.is(await codeOf(spool.write(clip, n, partOf(clip, n))), 'spool_out_of_order')
    assert.is(await codeOf(spool.begin(clip, headAt(1), IDENTITY)), 'spool_out_of_order')
    await spool.end(clip, 'end')
    assert.is(await codeOf(spool.write(clip, 1, partOf(clip, 1))), 'spool_out_of_order')
    assert.is(await codeOf(spool.write(freshClipId(), 0, partOf(clip, 0))), 'spool_out_of_order')
    assert.equal(filesIn(join(folder, clip)), ['000000.part', 'end', 'head', 'identity'])
    await spool.close()
  }))

test('offers the clip being recorded first, then the newest by the journal, whatever the clock said', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const old = freshClipId()
    await spool.begin(old, headAt(5, 2_000_000_000_000), IDENTITY)
    await spool.end(old, 'end')
    const running = await record(spool, 0, { jn: 4, end: false })
    const newest = await record(spool, 0, { jn: 9 })
    const order = (): unknown => spool.outbox.waiting().map(({ clip }) => clip)
    assert.equal(order(), [running, newest, old])
    await spool.end(running, 'end')
    assert.equal(order(), [newest, old, running])
    await spool.close()
  }))

test('keeps a running clip that the owner deleted until its end, and then not', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clip = await record(spool, 1, { end: false })
    await spool.outbox.drop(clip)
    assert.equal(spool.outbox.waiting(), [])
    await spool.write(clip, 1, partOf(clip, 1))
    assert.ok(filesIn(folder).includes(`${clip}/000001.part`))
    await spool.end(clip, 'end')
    assert.equal(filesIn(folder), [])
    const done = await record(spool, 1)
    await spool.outbox.drop(done)
    assert.equal(filesIn(folder), [])
    await spool.close()
  }))

test('keeps what the service refuses, and sends the rest', () =>
  withFolder(async (folder) => {
    const spool = await openIn(folder)
    const clip = await record(spool, 3)
    const { outbox } = spool
    await outbox.sent(clip, { what: 'head' })
    await outbox.sent(clip, { what: 'part', n: 0 })
    outbox.refused(clip, { what: 'part', n: 1 })
    assert.equal(outbox.waiting()[0]?.item, { what: 'part', n: 2 })
    await outbox.sent(clip, { what: 'part', n: 2 })
    await outbox.sent(clip, { what: 'end' })
    assert.equal(outbox.waiting(), [])
    assert.ok(filesIn(folder).includes(`${clip}/000001.part`))
    await spool.close()
    const again = await openIn(folder)
    assert.equal(again.outbox.waiting()[0]?.item, { what: 'head' }, 'a start tries once more')
    await again.close()
  }))

test.run()
