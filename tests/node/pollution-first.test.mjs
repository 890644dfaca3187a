// A script that was there before the package is loaded has put a member that is enumerable on Object.prototype: every
// entry exports its own names and no other, and works, by import and by require.
//   node --test tests/node/pollution-first.test.mjs
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import * as pocketKms from 'pocket-kms'
import * as alone from 'pocket-kms/create-key'
import * as slim from 'pocket-kms/slim'
import * as testing from 'pocket-kms/testing'

const ENTRIES = { 'pocket-kms': pocketKms, 'pocket-kms/create-key': alone, 'pocket-kms/slim': slim, 'pocket-kms/testing': testing }
/** Names of nobody, of modules, and of what the package exports, is given and passes on. */
const NAMES = ['polluted', 'default', '__esModule', 'createKey', 'Kms', 'isKmsError', 'key_alias', 'kms', 'create', 'imports', 'memory']
const VALUES = { 'a function': '(() => { throw new Error("called") })', 'a text': '"hex"', 'an object': '{ tested: 1 }' }

for (const [way, load] of Object.entries({ import: 'await import', require: 'require' })) {
  suite(`by ${way}`, () => {
    for (const [kind, value] of Object.entries(VALUES)) {
      test(`${kind} under any name is no export, and nothing is made of it`, async () => {
        const { exported, made, refused } = await inChild(way, value, `
          const exported = {}
          for (const entry of ${JSON.stringify(Object.keys(ENTRIES))}) exported[entry] = Object.keys(${load}(entry))
          const { createKey, isKmsError, Kms } = ${load}('pocket-kms')
          const kms = await Kms.open()
          const made = []
          for (const key_spec of ['AES_256', 'EC_P256', 'SM2', 'RSA_2048']) {
            const { material } = await createKey({ key_alias: 'a', key_spec })
            const { key_info } = await kms.createKey({ key_alias: key_spec, key_spec })
            made.push([material.spec, (await kms.listKeyDetail(key_info)).key_info.key_spec])
          }
          await kms.close()
          const error = await createKey({}).catch((error) => error)
          report({ exported, made, refused: [isKmsError(error), error.code, Object.keys(error)] })
        `)
        for (const [entry, names] of Object.entries(ENTRIES)) {
          assert.deepEqual(exported[entry].sort(), Object.keys(names).sort(), entry)
        }
        assert.deepEqual(made, ['AES_256', 'EC_P256', 'SM2', 'RSA_2048'].map((spec) => [spec, spec]))
        assert.deepEqual(refused, [true, 'KMS.0204', ['code', 'status', 'field']])
      })
    }
  })
}

/** What a script reports that runs after the members were put there. */
async function inChild(way, value, script) {
  const program = `
    const report = (it) => process.stdout.write(JSON.stringify(Object.setPrototypeOf(it, null)));
    for (const name of ${JSON.stringify(NAMES)}) {
      const descriptor = Object.setPrototypeOf({ value: ${value}, enumerable: true, configurable: true, writable: true }, null)
      Object.defineProperty(Object.prototype, name, descriptor)
    }
    ${way === 'require' ? `;(async () => { ${script} })()` : script}
  `
  const type = way === 'require' ? 'commonjs' : 'module'
  const { stdout } = await promisify(execFile)(process.execPath, [`--input-type=${type}`, '--eval', program], { cwd: import.meta.dirname })
  return JSON.parse(stdout)
}
