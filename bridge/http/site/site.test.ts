import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { askAt, type Front, openFront } from '../http.fixture.ts'
import { readSite } from './site.ts'

const INDEX = '<!doctype html><title>owner</title>'
const VISIT = '<!doctype html><title>courier</title>'
const SCRIPT = 'export const a = 1\n'.repeat(100)
const FILES: Record<string, string | Buffer> = {
  'index.html': INDEX,
  'visit/index.html': VISIT,
  'sw.js': 'self.onpush = () => {}',
  'assets/app-CY_EGMHF.js': SCRIPT,
  'assets/app-CY_EGMHF.js.br': brotliCompressSync(SCRIPT),
  'assets/app-CY_EGMHF.js.gz': gzipSync(SCRIPT),
  'icon.svg': '<svg/>',
  'manifest.webmanifest': '{}',
  '.stamp': 'made of',
}
const SCRIPT_PATH = '/assets/app-CY_EGMHF.js'

const test = suite<{ folder: string; front: Front }>('the pages')
test.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-site-'))
  const built = join(context.folder, 'dist')
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(built, name)), { recursive: true })
    writeFileSync(join(built, name), content)
  }
  writeFileSync(join(context.folder, 'secret.txt'), 'a secret')
  symlinkSync(join(context.folder, 'secret.txt'), join(built, 'link.txt'))
  context.front = await openFront({ site: readSite(built) })
})
test.after.each(async ({ folder, front }) => {
  await front.close()
  rmSync(folder, { recursive: true })
})

const get = ({ url }: Front, path: string, headers = {}) => askAt(url + path, { headers })

test("gives the owner's app at all its paths and the courier's page at its own", async ({ front }) => {
  const pages = ['door', 'access', 'timeline', 'privacy', 'settings', 'setup'].map((name) => `/${name}`)
  for (const path of ['/', ...pages, '/?from=push', '/timeline?visit=1', '/timeline/some-visit', '/access/a/b']) {
    const { status, text, headers } = await get(front, path)
    assert.equal([status, text, headers['content-type']], [200, INDEX, 'text/html; charset=utf-8'], path)
    assert.is(headers['cache-control'], 'no-cache')
  }
  assert.is((await get(front, '/visit/')).text, VISIT)
  const moved = await get(front, '/visit')
  assert.equal([moved.status, moved.headers.location], [308, '/visit/'])
  const head = await askAt(`${front.url}/`, { method: 'HEAD' })
  assert.equal([head.status, head.text], [200, ''])
})

test('tells browsers what a page of ours may do, and that nobody may frame it', async ({ front }) => {
  for (const path of ['/', '/visit/', SCRIPT_PATH, '/sw.js']) {
    const { headers } = await get(front, path)
    const policy = String(headers['content-security-policy'])
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
      assert.ok(policy.split('; ').includes(rule), rule)
    assert.not.match(policy, /unsafe|\*|data:|https?:/)
    assert.is(headers['x-frame-options'], 'DENY')
    assert.is(headers['x-content-type-options'], 'nosniff')
    assert.is(headers['referrer-policy'], 'no-referrer')
    assert.is(headers['cross-origin-opener-policy'], 'same-origin')
    assert.is(headers['cross-origin-embedder-policy'], 'require-corp')
    assert.match(String(headers['permissions-policy']), /microphone=\(self\).*camera=\(\), geolocation=\(\)/)
  }
  assert.is((await get(front, '/sw.js')).headers['service-worker-allowed'], '/')
})

test('gives hashed files for good, packed as the browser takes them', async ({ front }) => {
  const asked = (accepted: string) => get(front, SCRIPT_PATH, { 'accept-encoding': accepted })
  const [br, gzip, plain, refused] = await Promise.all(
    ['gzip, deflate, br', 'gzip', 'identity', 'br;q=0, gzip; q=0.0'].map(asked),
  )
  assert.equal(
    [br, gzip, plain, refused].map((one) => one?.headers['content-encoding']),
    ['br', 'gzip', undefined, undefined],
  )
  assert.is(brotliDecompressSync(br?.bytes ?? '').toString(), SCRIPT)
  assert.is(gunzipSync(gzip?.bytes ?? '').toString(), SCRIPT)
  assert.is(plain?.text, SCRIPT)
  assert.is(br?.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.is(br?.headers.vary, 'accept-encoding')
  const again = await get(front, SCRIPT_PATH, { 'accept-encoding': 'br', 'if-none-match': br?.headers.etag })
  assert.equal([again.status, again.bytes.length], [304, 0])
  const other = await get(front, SCRIPT_PATH, { 'accept-encoding': 'gzip', 'if-none-match': br?.headers.etag })
  assert.is(other.status, 200, 'another packing is another thing')
})

test('knows no path but those of its files, however it is written', async ({ front }) => {
  const hostile = [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..\\..\\secret.txt',
    '//etc/passwd',
    '/index.html/../../secret.txt',
    '/assets/app-CY_EGMHF.js%00.html',
    '/assets/app-CY_EGMHF.js.br',
    '/assets/',
    '/doors',
    '/timeline/../../secret.txt/x',
    '/.stamp',
    '/link.txt',
    '/constructor',
    '/__proto__',
    `/${'a/'.repeat(3000)}`,
  ]
  for (const path of hostile) {
    const { status, text } = await get(front, path)
    assert.ok(status >= 400 && status < 500, `${path} ${status}`)
    assert.not.match(text, /a secret|root:|made of/)
  }
})

test('shows its own page, as one that is not there, to people who followed a wrong link', async ({ front }) => {
  const lost = await get(front, '/nowhere', { accept: 'text/html,*/*' })
  assert.equal([lost.status, lost.text], [404, INDEX])
  const program = await get(front, '/nowhere')
  assert.equal([program.status, program.json()['code']], [404, 'not_found'])
  assert.is((await get(front, '/api/nowhere', { accept: 'text/html' })).json()['code'], 'not_found')
})

test('says how to build the pages where there are none', async ({ folder }) => {
  const front = await openFront({ site: readSite(join(folder, 'nothing')) })
  const { status, text, headers } = await get(front, '/', { accept: 'text/html' })
  assert.is(status, 503)
  assert.match(text, 'npm run build')
  assert.match(String(headers['content-security-policy']), /default-src 'none'/)
  assert.is((await get(front, '/health')).status, 200)
  await front.close()
})

test.run()
