// The demo page, as a person uses it, in Chromium, Firefox and WebKit.
//   node --test tests/browser/page.test.mjs
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { after, before, beforeEach, suite, test } from 'node:test'
import { engines, open } from './driver.mjs'

let server, url
before(async () => {
  const script = fileURLToPath(new URL('../../www/serve.mjs', import.meta.url))
  server = spawn(process.execPath, [script], { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
  ;[url] = await once(server.stdout.setEncoding('utf8'), 'data')
})
after(() => server.kill())

for (const engine of engines) {
  suite(engine, () => {
    let browser
    before(async () => { browser = await open(engine) })
    after(() => browser.close())
    beforeEach(async () => {
      await browser.go(url.trim())
      await browser.exec(async () => {
        window.violations = []
        addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective))
        addEventListener('error', (event) => window.violations.push(event.message))
        addEventListener('unhandledrejection', (event) => window.violations.push(String(event.reason)))
      })
    })

    /** Fills in fields, as typing does. */
    const fill = (values) => browser.exec(async (values) => {
      for (const [name, value] of Object.entries(values)) {
        const field = document.getElementById(name)
        field.value = value
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
    }, values)
    const click = (id) => browser.exec(async (id) => document.getElementById(id).click(), id)

    /** The text of an element, once it matches. */
    const text = async (id, pattern) => {
      const content = await browser.exec(async (id, pattern) => {
        const end = Date.now() + 30_000
        let content
        do {
          content = document.getElementById(id).textContent
          if (new RegExp(pattern).test(content)) break
          await new Promise((resolve) => setTimeout(resolve, 10))
        } while (Date.now() < end)
        return content
      }, id, pattern.source)
      assert.match(content, pattern)
      return content
    }
    const clean = async () => assert.deepEqual(await browser.exec(async () => window.violations), [])

    test('a fault is shown at its field while it is typed, and goes away when it is mended', async () => {
      await fill({ key_alias: 'or ders' })
      await text('key_alias-fault', /^KMS\.1101 .*1 to 255 characters/)
      const described = await browser.exec(async () => {
        const { ariaInvalid, attributes } = document.getElementById('key_alias')
        return [attributes['aria-invalid'].value, attributes['aria-describedby'].value]
      })
      assert.deepEqual(described, ['true', 'key_alias-fault'])
      await fill({ key_alias: 'orders' })
      await text('key_alias-fault', /^$/)
    })

    test('a usage that the spec does not allow is the fault of key_usage', async () => {
      await fill({ key_spec: 'EC_P256', key_usage: 'ENCRYPT_DECRYPT' })
      await text('key_usage-fault', /^KMS\.1114 /)
      await click('create')
      await text('response', /HTTP 400[\s\S]*"error_code": "KMS\.1114"/)
    })

    test('the fault of a rare member is shown where it is', async () => {
      await fill({ keystore_id: '7' })
      await text('keystore_id-fault', /^KMS\.0340 /)
      assert.equal(await browser.exec(async () => document.querySelector('details').open), true)
    })

    test('a key pair is created: the answer and the public key are shown', async () => {
      await fill({ key_spec: 'SM2' })
      await click('create')
      await text('response', /HTTP 200[\s\S]*"key_id": "[0-9a-f-]{36}"/)
      await text('public-key', /^-----BEGIN PUBLIC KEY-----\n/)
      await clean()
    })

    test('a secret key is not shown', async () => {
      await fill({ key_spec: 'AES_256' })
      await click('create')
      await text('about', /one secret key/)
      await text('public-key', /^$/)
    })

    test('the private key is saved on a click, and a wiped key leaves the page', async () => {
      await click('create')
      await text('public-key', /BEGIN PUBLIC KEY/)
      const saved = await browser.exec(async () => {
        const { createObjectURL } = URL
        const { click } = HTMLAnchorElement.prototype
        let content, name
        URL.createObjectURL = (blob) => { content = blob.text(); return createObjectURL.call(URL, blob) }
        HTMLAnchorElement.prototype.click = function () { name = this.download }
        document.getElementById('save-private').click()
        HTMLAnchorElement.prototype.click = click
        URL.createObjectURL = createObjectURL
        return [name, (await content).split('\n')[0]]
      })
      assert.match(saved[0], /^[0-9a-f-]{36}-private\.pem$/)
      assert.equal(saved[1], '-----BEGIN PRIVATE KEY-----')
      await click('wipe')
      await text('outcome', /^Wiped\.$/)
      await text('public-key', /^$/)
    })

    test('the search for an RSA key shows its progress, can be cancelled, and a key can be made after it', async () => {
      await fill({ key_spec: 'RSA_4096' })
      await click('create')
      await text('candidates', /^\d+ candidates tested/)
      await click('cancel')
      await text('outcome', /^Cancelled/)
      await fill({ key_spec: 'RSA_2048' })
      await click('create')
      await text('outcome', /^Created in \d+ ms/)
      await clean()
    })

    test('markup in a description stays text', async () => {
      const markup = '<img src=x onerror="document.title=1">'
      const images = () => browser.exec(async () => document.images.length)
      await fill({ key_description: markup })
      await text('body', /<img src=x onerror/)
      await click('create')
      await text('response', /HTTP 200/)
      assert.equal(await images(), 0)
      await clean()
    })
  })
}
