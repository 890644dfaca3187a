// The packed tarball in Chromium, Firefox and WebKit: as a page's module and in a module worker, with
// and without workers, under a Content-Security-Policy.
//   node --test tests/browser/package.test.mjs
import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { engines, open } from './driver.mjs'
import { serve } from './server.mjs'

const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"
const PAGES = {
  '/plain': undefined,
  '/strict': STRICT,
  '/strict-with-workers': `${STRICT}; worker-src blob:`,
  '/strict-with-own-worker': `${STRICT}; worker-src 'self'`,
  '/no-wasm': "default-src 'none'; script-src 'self'",
}
const HTML = '<!doctype html><title>test</title><script type="module" src="/tests/in-page.js"></script>'
const dist = dirname(fileURLToPath(import.meta.resolve('pocket-kms')))
const here = dirname(fileURLToPath(import.meta.url))

let origin, close
before(async () => {
  const pages = Object.fromEntries(
    Object.entries(PAGES).map(([path, csp]) => [path, { csp, html: HTML }]),
  )
  ;({ origin, close } = await serve({ pages, folders: { '/pocket-kms': dist, '/tests': here } }))
})
after(() => close())

for (const engine of engines) {
  suite(engine, () => {
    let browser
    before(async () => { browser = await open(engine) })
    after(() => browser.close())

    /** Runs a function of in-page.js in the page at `path`. */
    const run = async (path, name, ...args) => {
      await browser.go(origin + path)
      return browser.exec(async (name, args) => {
        while (!window.inPage) await new Promise((resolve) => setTimeout(resolve))
        return window.inPage[name](...args)
      }, name, args)
    }

    test('a page makes a key of every spec and answers as the service does', async () => {
      const keys = await run('/plain', 'everySpec')
      assert.deepEqual(keys.map(({ spec }) => spec), ['AES_256', 'SM4', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_P256', 'EC_P384', 'SM2'])
      for (const { key_info } of keys) {
        assert.match(key_info.key_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        assert.equal(key_info.domain_id, '0'.repeat(32))
      }
    })

    test("the browser's own crypto.subtle loads and uses every key that it knows", async () => {
      assert.deepEqual(await run('/plain', 'subtleUses'), {
        AES_256: 'raw, jwk: encrypts, decrypts; refuses a changed text',
        RSA_2048: 'pkcs8, spki, jwk: signs, verifies; refuses a changed text; encrypts, decrypts',
        EC_P256: 'pkcs8, spki, jwk: signs, verifies; refuses a changed text',
        EC_P384: 'pkcs8, spki, jwk: signs, verifies; refuses a changed text',
      })
    })

    test('refusals carry code, status and field', async () => {
      assert.deepEqual(await run('/plain', 'refusals'), [
        ['KMS.0202', 400, null],
        ['KMS.0204', 400, 'key_alias'],
        ['KMS.1101', 400, 'key_alias'],
        ['KMS.1110', 400, 'key_spec'],
        ['KMS.1114', 400, 'key_usage'],
        ['KMS.1115', 400, 'key_usage'],
        ['KMS.1103', 400, 'key_description'],
        ['KMS.0308', 400, 'vm_id'],
        ['ERR_DISPOSED', 500, null],
      ])
    })

    test('a module worker makes keys too, RSA among them', async () => {
      assert.deepEqual(await run('/plain', 'inModuleWorker'), ['SM2', 'RSA_2048'])
    })

    for (const path of ['/plain', '/strict', '/strict-with-workers']) {
      test(`an RSA key is made without freezing the page: ${path.slice(1)}`, async () => {
        const { spec, turns, shares } = await run(path, 'rsaBesideOtherWork')
        assert.equal(spec, 'RSA_2048')
        assert.ok(turns >= 5, `${turns} turns of the page's own work`)
        assert.ok(shares.length > 0 && shares.every((share) => share >= 0 && share < 1))
      })

      test(`an abort ends the search with its reason: ${path.slice(1)}`, async () => {
        assert.equal(await run(path, 'abortedRsa'), 'enough')
      })
    }

    test('under a policy that forbids blob: workers the caller may start the worker', async () => {
      const { spec, reports } = await run('/strict-with-own-worker', 'rsaInOwnWorker')
      assert.equal(spec, 'RSA_2048')
      assert.ok(reports > 0)
    })

    test("a policy without 'wasm-unsafe-eval' is named in the error", async () => {
      const { code, message } = await run('/no-wasm', 'loadError')
      assert.equal(code, 'ERR_WASM_LOAD')
      assert.ok(message.includes("'wasm-unsafe-eval'"), message)
    })

    for (const form of ['url', 'response', 'bytes', 'module']) {
      test(`the slim entry takes the module as ${form}`, async () => {
        assert.equal(await run('/plain', 'slim', form), 'AES_256')
      })
    }

    test('the slim entry without a module says what to do, and works once it has one', async () => {
      assert.deepEqual(await run('/plain', 'slimLate'), ['ERR_WASM_LOAD', 'AES_256'])
    })
  })
}
