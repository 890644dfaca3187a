// kms.fetch in a service worker, asked by its page's plain fetch, in Chromium, Firefox and WebKit.
//   node --test tests/browser/service-worker.test.mjs
import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { OUTCOME } from '../conversation.mjs'
import { engines, open } from './driver.mjs'
import { serve } from './server.mjs'

const HTML = '<!doctype html><title>test</title><script type="module" src="/tests/browser/asking-page.js"></script>'
const dist = dirname(fileURLToPath(import.meta.resolve('pocket-kms')))
const folders = { '/pocket-kms': dist, '/tests': fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '') }
// A service worker answers for the pages that are beside it.
const PAGE = '/tests/browser/page'

for (const engine of engines) {
  suite(engine, () => {
    let browser, server
    before(async () => {
      server = await serve({ pages: { [PAGE]: { html: HTML } }, folders })
      browser = await open(engine)
      await browser.go(server.origin + PAGE)
    })
    after(async () => {
      await browser?.close()
      await server.close()
    })

    /** Runs a function of asking-page.js in the page. */
    const run = (name, ...args) =>
      browser.exec(async (name, args) => {
        while (!window.inPage) await new Promise((resolve) => setTimeout(resolve))
        return window.inPage[name](...args)
      }, name, args)

    test('without it nobody answers; once it is there it answers the page that installed it', async () => {
      assert.equal(await run('install'), 404)
      assert.deepEqual(await run('createKey', { key_alias: 'first' }), [200, 'string'])
    })

    test('a page and the service understand each other', async () => {
      assert.deepEqual(await run('conversation'), OUTCOME)
    })

    test('an RSA key is made where there are no workers', async () => {
      assert.deepEqual(await run('createKey', { key_alias: 'tls', key_spec: 'RSA_2048' }), [200, 'string'])
    })

    test('a page that gives up hears no more, and the service goes on', async () => {
      assert.deepEqual(await run('aborted'), ['AbortError', [200, 'string']])
    })

    test('a request to the name of another host is answered as well', async () => {
      const endpoint = 'https://kms.example.invalid'
      assert.deepEqual(await run('createKey', { key_alias: 'elsewhere' }, { endpoint }), [200, 'string'])
      assert.deepEqual(await run('createKey', { key_alias: 'elsewhere' }, { endpoint }), [400, 'KMS.1104'])
    })

    test('what is none of its paths is left to the server', async () => {
      assert.deepEqual(await run('others'), [[200, false], [404, false], [404, false]])
    })

    test('a page that is loaded again finds the keys of before', async () => {
      await browser.go(server.origin + PAGE)
      assert.deepEqual(await run('createKey', { key_alias: 'first' }), [400, 'KMS.1104'])
    })

    // So both ways in which kms.fetch reads a body were gone, above.
    test(`the body of a request ${engine === 'firefox' ? 'is no stream' : 'is a stream'} here`, async () => {
      assert.equal(await run('hasStreams'), engine !== 'firefox')
    })
  })
}
