// Makes an RSA key, and ends with success only if a worker has had a part in it.
import assert from 'node:assert/strict'
import threads from 'node:worker_threads'

const events = []
threads.Worker = class extends threads.Worker {
  constructor(...values) {
    super(...values)
    for (const name of ['message', 'error']) this.on(name, () => events.push(name))
  }
}

const { createKey } = await import('pocket-kms')
for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
  const { key_info } = await createKey({ key_alias: 'orders', key_spec })
  console.log('ok', key_spec, key_info.key_id)
}
assert.ok(events.includes('message') && !events.includes('error'), `${events}`)
