// What is left of the package in the applications of others: a React app, a program that only asks about errors, a
// test of Jest's, pages that serve the modules themselves.
//   node --test tests/packaging/apps.test.mjs
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build as viteBuild } from 'vite'
import { open } from '../browser/driver.mjs'
import { serve } from '../browser/server.mjs'
import { esbuild, rollup, vite, viteSettings, webpack } from './bundlers.mjs'
import { consumer, keys, run, temporaryFolder, tests } from './run.mjs'

const built = temporaryFolder()
const gzip = (file) => gzipSync(readFileSync(file), { level: 9 }).length
const KB = 1000

suite('import { isKmsError } is at most 1.5 KB of gzip', () => {
  const bundlers = { esbuild: esbuild('esm', 'browser', true), Rollup: rollup, webpack: webpack('web'), Vite: vite }
  for (const [name, bundle] of Object.entries(bundlers)) {
    test(`by ${name}`, async (t) => {
      const folder = mkdtempSync(join(built, 'errors-'))
      await bundle(consumer('errors/main.mjs'), folder)
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      assert.equal(files.length, 1, files.map(({ name }) => name).join())
      const size = gzip(join(files[0].parentPath, files[0].name))
      assert.ok(size <= 1.5 * KB, `${size} bytes`)
      t.diagnostic(`${size} bytes`)
    })
  }
})

suite('a React app built by Vite', () => {
  test('grows by at most 5 KB of gzip, without a warning, and makes its key when it is asked to', async (t) => {
    const warnings = []
    const build = async (page) => {
      const outDir = join(built, page)
      const root = consumer('react')
      const customLogger = { warn: (text) => warnings.push(text), warnOnce: (text) => warnings.push(text), info() {}, error: warnings.push, clearScreen() {}, hasErrorLogged: () => false, hasWarned: false }
      const input = join(root, `${page}.html`)
      await viteBuild({ configFile: false, root, customLogger, build: { outDir, emptyOutDir: true, rolldownOptions: { input } } })
      const [, script] = /src="([^"]+\.js)"/.exec(readFileSync(join(outDir, `${page}.html`), 'utf8'))
      return { outDir, initial: gzip(join(outDir, script)) }
    }
    const [without, app] = [await build('without'), await build('index')]
    assert.deepEqual(warnings, [])
    const grown = app.initial - without.initial
    assert.ok(grown <= 5 * KB, `${grown} bytes`)
    t.diagnostic(`${grown} bytes on ${without.initial}`)

    const { origin, close } = await serve({ folders: { '/': app.outDir } })
    t.after(close)
    const browser = await open('chromium')
    t.after(() => browser.close())
    await browser.go(`${origin}/index.html`)
    const text = await browser.exec(async () => {
      const button = await new Promise((resolve) => {
        const look = () => (document.querySelector('button') ? resolve(document.querySelector('button')) : setTimeout(look))
        look()
      })
      return new Promise((resolve) => {
        new MutationObserver(() => resolve(button.textContent)).observe(button, { childList: true, characterData: true, subtree: true })
        button.click()
      })
    })
    assert.match(text, /^[0-9a-f-]{36}$/)
  })
})

test("Jest runs tests that require the package, without a flag", async () => {
  const folder = mkdtempSync(join(built, 'jest-'))
  writeFileSync(join(folder, 'package.json'), '{}')
  const options = ['--rootDir', consumer('jest'), '--config', '{"testEnvironment":"node"}', '--json', '--cacheDirectory', folder]
  const { numPassedTests, numFailedTests } = JSON.parse(await run(process.execPath, tests('node_modules/jest/bin/jest.js'), ...options))
  assert.deepEqual([numPassedTests, numFailedTests], [3, 0])
})

suite('a page that serves the modules itself', () => {
  let browser
  before(async () => (browser = await open('chromium')))
  after(() => browser?.close())
  const bundlers = {
    Vite: async (folder) => {
      const root = consumer('slim-vite')
      await viteBuild({ ...viteSettings, root, build: { outDir: folder, emptyOutDir: true, assetsInlineLimit: 0 } })
    },
    webpack: async (folder) => {
      await webpack('web')(consumer('slim-webpack/main.js'), folder)
      writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Keys</title><script src="/main.js"></script>')
    },
  }
  for (const [name, bundle] of Object.entries(bundlers)) {
    test(`as ${name} has built it, has three .wasm files and makes keys`, async (t) => {
      const folder = join(built, `slim-${name}`)
      mkdirSync(folder)
      await bundle(folder)
      assert.equal(readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.wasm')).length, 3)
      const { origin, close } = await serve({ folders: { '/': folder } })
      t.after(close)
      await browser.go(`${origin}/index.html`)
      assert.match(await browser.exec(async () => globalThis.output), keys())
    })
  }
})
