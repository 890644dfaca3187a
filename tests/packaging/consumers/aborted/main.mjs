// A search that is given up leaves nothing behind that would keep the process alive.
import assert from 'node:assert/strict'
import { createKey } from 'pocket-kms'

const controller = new AbortController()
const enough = new Error('enough')
const search = createKey(
  { key_alias: 'orders', key_spec: 'RSA_4096' },
  { signal: controller.signal, onProgress: () => controller.abort(enough) },
)
await assert.rejects(search, (error) => error === enough)

for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
  const { key_info } = await createKey({ key_alias: 'orders', key_spec })
  console.log('ok', key_spec, key_info.key_id)
}
