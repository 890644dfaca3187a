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
  '/trusted-types': `${STRICT}; worker-src blob:; require-trusted-types-for 'script'; trusted-types pocket-kms`,
  '/no-trusted-types': `${STRICT}; worker-src blob:; require-trusted-types-for 'script'; trusted-types 'none'`,
  '/no-wasm': "default-src 'none'; script-src 'self'",
}
const ALGORITHMS = {
  RSA_2048: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
  RSA_3072: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  RSA_4096: { name: 'RSA-PSS', hash: 'SHA-512', saltLength: 64 },
  EC_P256: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
  EC_P384: { name: 'ECDSA', hash: 'SHA-384', namedCurve: 'P-384' },
}
const SPECS = ['AES_256', 'SM4', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_P256', 'EC_P384', 'SM2']
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
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
      assert.deepEqual(keys.map(({ spec }) => spec), SPECS)
      for (const { key_info } of keys) {
        assert.match(key_info.key_id, UUID)
        assert.equal(key_info.domain_id, '0'.repeat(32))
      }
    })

    for (const [spec, algorithm] of Object.entries(ALGORITHMS)) {
      test(`the browser's crypto.subtle signs and verifies with an ${spec} key in every form`, async () => {
        assert.deepEqual(await run('/plain', 'signatures', spec, algorithm), [
          ['pkcs8', 'spki', true, false],
          ['pkcs8', 'jwk', true, false],
          ['jwk', 'spki', true, false],
          ['jwk', 'jwk', true, false],
        ])
      })
    }

    for (const [spec, use] of [['AES_256', 'aes'], ['RSA_2048', 'oaep']]) {
      test(`the browser's crypto.subtle opens what it sealed with an ${spec} key, unless changed`, async () => {
        assert.deepEqual(await run('/plain', use, spec), ['The quick brown fox', 'refused'])
      })
    }

    test('an external key is answered at once and has no material', async () => {
      const { key_info, material } = await run('/plain', 'external')
      assert.match(key_info.key_id, UUID)
      assert.equal(material, null)
    })

    test('what Object.prototype holds chooses no spec', async () => {
      assert.equal(await run('/plain', 'polluted'), 'AES_256')
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

    // The violation is the worker that the policy forbids: what remains is the page's own thread.
    const forbids = { '/plain': [], '/strict': ['worker-src'], '/strict-with-workers': [] }
    for (const [path, forbidden] of Object.entries(forbids)) {
      test(`an RSA key is made without freezing the page: ${path.slice(1)}`, async () => {
        const { spec, turns, shares, violations } = await run(path, 'rsaBesideOtherWork')
        assert.equal(spec, 'RSA_4096')
        assert.deepEqual([...new Set(violations)], forbidden)
        // Engines share out turns in their own way; a frozen page would have one, before or after.
        assert.ok(turns > 1, `${turns} turns for the page beside ${shares.length} reports`)
        assert.ok(shares.length > 0 && shares.every((share) => share >= 0 && share < 1))
        assert.deepEqual(shares, shares.toSorted((a, b) => a - b))
      })

      test(`an abort ends the search with its reason: ${path.slice(1)}`, async () => {
        assert.equal(await run(path, 'abortedRsa'), 'enough')
      })
    }

    test('under Trusted Types the one policy that is needed is called pocket-kms, and without it the page makes the key', async () => {
      const allowed = await run('/trusted-types', 'rsaBesideOtherWork')
      assert.deepEqual([allowed.spec, allowed.violations], ['RSA_4096', []])
      assert.equal((await run('/no-trusted-types', 'rsaBesideOtherWork')).spec, 'RSA_4096')
    })

    test('under a policy that forbids blob: workers the caller may start the worker', async () => {
      const { spec, reports } = await run('/strict-with-own-worker', 'rsaInOwnWorker')
      assert.equal(spec, 'RSA_2048')
      assert.ok(reports > 0)
    })

    // WebKit lets compileStreaming pass under such a policy; the package compiles bytes, which it refuses.
    test("a policy without 'wasm-unsafe-eval' is named in the error", async () => {
      const { code, message } = await run('/no-wasm', 'loadError')
      assert.equal(code, 'ERR_WASM_LOAD')
      assert.ok(message.includes("'wasm-unsafe-eval'"), message)
    })

    for (const form of ['url', 'response', 'bytes', 'module']) {
      test(`the slim entry takes its modules as ${form}`, async () => {
        const kernel = { url: 'scalar', response: 'simd128', bytes: 'simd128', module: 'scalar' }[form]
        assert.deepEqual(await run('/plain', 'slim', form, kernel), ['RSA_2048', 0])
      })
    }

    test('the slim entry without a module says what to do, and works once it has one', async () => {
      assert.deepEqual(await run('/plain', 'slimLate'), ['ERR_WASM_LOAD', 'AES_256'])
    })
  })
}
