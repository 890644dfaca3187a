// Bundles of one program, run in Node, and of a program that uses nothing.
//   node --test tests/packaging/bundlers.test.mjs
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { esbuild, vite, viteServer, webpack } from './bundlers.mjs'
import { consumer, keys, run, temporaryFolder } from './run.mjs'

const built = temporaryFolder()

const forNode = {
  'Vite for a server': viteServer,
  'webpack for Node': webpack('node'),
  'esbuild as a module': esbuild('esm', 'neutral'),
  'esbuild as a classic script': esbuild('iife', 'browser'),
  'esbuild as CommonJS for Node': esbuild('cjs', 'node'),
}

for (const [name, bundle] of Object.entries(forNode)) {
  test(`what ${name} makes of a program makes keys`, async () => {
    const files = await outputs(bundle, 'page/main.js')
    const [program] = files.filter((file) => /^main\./.test(basename(file)))
    assert.match(await run(process.execPath, program), keys())
  })
}

for (const [name, bundle] of Object.entries({ 'webpack for pages': webpack('web'), 'esbuild for pages': esbuild('iife', 'browser') })) {
  test(`what ${name} makes of a program that requires the package needs no file of it, and makes keys`, async () => {
    const files = await outputs(bundle, 'cjs/main.cjs')
    const [program] = files.filter((file) => /^main\./.test(basename(file)))
    assert.match(await run(process.execPath, program), keys())
  })
}

const forAny = { Vite: vite, webpack: webpack('web'), esbuild: esbuild('esm', 'browser') }

for (const [name, bundle] of Object.entries(forAny)) {
  test(`${name} leaves nothing of a package that is imported and not used`, async () => {
    const [file] = await outputs(bundle, 'unused/main.mjs')
    assert.ok(statSync(file).size < 100)
  })
}

/** The files that a bundler makes of a consumer. */
async function outputs(bundle, entry) {
  const folder = mkdtempSync(join(built, 'bundle-'))
  await bundle(consumer(entry), folder)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
