// The service, and the one for tests, which may be left open: neither keeps the process alive.
import assert from 'node:assert/strict'
import { Kms } from 'pocket-kms'
import { ManualClock, MemoryStore, openForTesting, seededRandom, storeConformance } from 'pocket-kms/testing'

const store = new MemoryStore()
const services = [await Kms.open(), await Kms.open({ store }), await openForTesting({ clock: new ManualClock(), random: seededRandom('a') })]
for (const kms of services) {
  const { key_info } = await kms.createKey({ key_alias: 'orders' })
  const { cipher_text } = await kms.encryptData({ key_id: key_info.key_id, plain_text: 'four apples' })
  assert.equal((await kms.decryptData({ cipher_text })).plain_text, 'four apples')
}
for (const { run } of storeConformance(() => new MemoryStore())) await run()

const [kms, closed] = services
for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
  const { key_info } = await kms.createKey({ key_alias: key_spec, key_spec })
  console.log('ok', key_spec, key_info.key_id)
}
await closed.close()
await assert.rejects(closed.listKeys(), { code: 'ERR_DISPOSED' })
