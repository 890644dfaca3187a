// import and require give two copies of the package, and a realm of its own a third.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import * as imported from 'pocket-kms'

const require = createRequire(import.meta.url)
const required = require('pocket-kms')
assert.notEqual(imported.createKey, required.createKey)

for (const [copy, other] of [[imported, required], [required, imported]]) {
  for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
    const { key_info } = await copy.createKey({ key_alias: 'orders', key_spec })
    console.log('ok', key_spec, key_info.key_id)
  }
  const refusal = await copy.createKey({ key_alias: 'a b' }).catch((error) => error)
  assert.equal(refusal.code, 'KMS.1101')
  assert.ok(!(refusal instanceof other.KmsError))
  assert.ok(other.isKmsError(refusal))
}

const realm = { exports: {} }
runInNewContext(readFileSync(new URL('base.cjs', pathToFileURL(require.resolve('pocket-kms'))), 'utf8'), realm)
const { KmsError } = realm.exports
const stranger = new KmsError({ code: 'KMS.1101', status: 400, message: 'Invalid key_alias.' })
assert.ok(!(stranger instanceof Error))
assert.ok(imported.isKmsError(stranger))
assert.ok(!imported.isKmsError(new TypeError('no refusal')))
