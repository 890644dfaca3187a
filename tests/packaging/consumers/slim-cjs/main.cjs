const assert = require('node:assert/strict')
const { readFile } = require('node:fs/promises')
const { createKey, init } = require('pocket-kms/slim')

async function main() {
  await assert.rejects(createKey({ key_alias: 'orders' }), (error) => {
    assert.equal(error.code, 'ERR_WASM_LOAD')
    assert.match(error.cause.message, /call init\(source\) first, or import 'pocket-kms'/)
    return true
  })
  await assert.rejects(init(new Uint8Array(8)), { code: 'ERR_WASM_LOAD' })

  await init(await readFile(require.resolve('pocket-kms/kms.wasm')))
  for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
    const { key_info } = await createKey({ key_alias: 'orders', key_spec })
    console.log('ok', key_spec, key_info.key_id)
  }
}
main()
