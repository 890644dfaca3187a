// Bundles of one page, and Vite's development server, in a browser.
//   node --test tests/packaging/pages.test.mjs
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createServer } from 'vite'
import { open } from '../browser/driver.mjs'
import { serve } from '../browser/server.mjs'
import { esbuild, vite, viteSettings, webpack } from './bundlers.mjs'
import { consumer, keys, temporaryFolder } from './run.mjs'

const built = temporaryFolder()
let browser
before(async () => (browser = await open('chromium')))
after(() => browser?.close())

const MODULE = '<script type="module" src="/main.mjs"></script>'
const CLASSIC = '<script src="/main.js"></script>'
const bundlers = {
  Vite: [vite, 'page/index.html'],
  webpack: [webpack('web'), 'page/main.js', CLASSIC],
  'esbuild as a module': [esbuild('esm', 'browser'), 'page/main.js', MODULE],
  'esbuild as a classic script': [esbuild('iife', 'browser'), 'page/main.js', CLASSIC],
}

for (const [name, [bundle, entry, script]] of Object.entries(bundlers)) {
  test(`what ${name} makes of a page has no second file for the module, and makes keys`, async (t) => {
    const folder = join(built, name)
    mkdirSync(folder)
    await bundle(consumer(entry), folder)
    if (script) writeFileSync(join(folder, 'index.html'), `<!doctype html><title>Keys</title>${script}`)
    assert.deepEqual(readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.wasm')), [])
    const { origin, close } = await serve({ folders: { '/': folder } })
    t.after(close)
    assert.match(await output(`${origin}/index.html`), keys())
  })
}

test("Vite's development server prepares the package before the page asks for it, and the page makes keys", async (t) => {
  const cacheDir = join(built, 'cache')
  const server = await createServer({ ...viteSettings, cacheDir, server: { host: '127.0.0.1', port: 0 } })
  t.after(() => server.close())
  await server.listen()
  assert.match(await output(server.resolvedUrls.local[0]), keys())

  const prepared = readdirSync(join(cacheDir, 'deps')).filter((file) => !/\.(json|map)$/.test(file))
  // What import() loads is prepared with it: a page that was prepared anew would be loaded a second time.
  for (const part of ['part-create-key', 'part-kms', 'part-rsa']) {
    assert.equal(prepared.filter((file) => file.startsWith(part)).length, 1, prepared.join())
  }
})

/** What a page prints. */
async function output(url) {
  await browser.go(url)
  return browser.exec(async () => globalThis.output)
}
