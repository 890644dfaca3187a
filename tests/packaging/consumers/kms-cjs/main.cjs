const assert = require('node:assert/strict')
const { isKmsError, Kms, wrapKeyMaterial } = require('pocket-kms')
const { openForTesting } = require('pocket-kms/testing')

async function main() {
  const [kms, forTests] = [await Kms.open(), await openForTesting()]
  const { key_info: { key_id } } = await kms.createKey({ key_alias: 'byok', origin: 'external' })
  const wrapping_algorithm = 'RSAES_OAEP_SHA_256'
  const { import_token, public_key } = await kms.createParametersForImport({ key_id, wrapping_algorithm })
  const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm, generate: 'AES_256' })
  await kms.importKeyMaterial({ key_id, import_token, ...wrapped })
  assert.equal((await kms.listKeyDetail({ key_id })).key_info.key_state, '2')
  assert.ok(isKmsError(await forTests.createKey({}).catch((error) => error)))

  for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
    const { key_info } = await forTests.createKey({ key_alias: key_spec, key_spec })
    console.log('ok', key_spec, key_info.key_id)
  }
  await kms.close()
}
main()
