// Programs that must compile, and lines that must not, under every way to resolve modules and with every
// set of the platform's types.
//   node --test tests/packaging/types.test.mjs
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { complaints, program } from './compiler.mjs'
import { tests } from './run.mjs'

// node16 and nodenext see these .ts files as ESM, a .cts file as CommonJS.
const resolutions = {
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
}

const platforms = {
  'the language alone': { lib: ['es2022'], types: [], more: ['bare.ts'] },
  'disposable resources': { lib: ['es2022', 'esnext.disposable'], types: [], more: ['bare.ts', 'disposable.ts'] },
  'the DOM': { lib: ['es2022', 'dom'], types: [], more: ['platform.ts'] },
  'the newest of everything': { lib: ['esnext', 'dom'], types: [], more: ['platform.ts', 'disposable.ts'] },
  'the types of Node': { lib: ['es2022'], types: ['node'], more: ['platform.ts'] },
}

for (const [name, resolution] of Object.entries(resolutions)) {
  describe(`resolved by ${name}`, () => {
    for (const [platform, { more, ...types }] of Object.entries(platforms)) {
      test(`uses compile and misuses do not, with ${platform}`, () => {
        const files = ['uses.ts', 'misuses.ts', 'kms.ts', 'rest.ts', 'convert.ts', 'commonjs.cts', ...more]
        const paths = files.map((file) => tests('types', file))
        assert.equal(complaints(program(paths, { ...resolution, ...types })), '')
      })
    }
  })
}
