import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createKey, init, Kms } from 'pocket-kms/slim'

await assert.rejects(createKey({ key_alias: 'orders' }), (error) => {
  assert.equal(error.code, 'ERR_WASM_LOAD')
  assert.match(error.cause.message, /call init\(\{ createKey: … \}\) first, or import 'pocket-kms'/)
  return true
})
await assert.rejects(init({ createKey: new Uint8Array(8) }), { code: 'ERR_WASM_LOAD' })
await assert.rejects(init(new Uint8Array(8)), { code: 'ERR_OPTION' })

const bytes = (name) => readFile(new URL(import.meta.resolve(`pocket-kms/${name}.wasm`)))
await init({ createKey: bytes('create-key') })
await assert.rejects(Kms.open(), { code: 'ERR_WASM_LOAD' })
await init({ kms: bytes('kms'), kernels: { scalar: await bytes('rsa-scalar') } })
await (await Kms.open()).close()
for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
  const { key_info } = await createKey({ key_alias: 'orders', key_spec })
  console.log('ok', key_spec, key_info.key_id)
}
