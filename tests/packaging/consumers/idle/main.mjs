// Notes every step of work that the package could do, before the package is imported.
import assert from 'node:assert/strict'
import threads from 'node:worker_threads'

const seen = new Set()
const note = (owner, name) => {
  if (!owner[name]) return
  owner[name] = new Proxy(owner[name], {
    apply: (target, self, values) => (seen.add(name), Reflect.apply(target, self, values)),
    construct: (target, values) => (seen.add(name), Reflect.construct(target, values)),
  })
}
for (const name of ['compile', 'instantiate', 'validate', 'Module', 'Instance']) note(WebAssembly, name)
for (const name of ['DecompressionStream', 'Worker', 'atob', 'fetch']) note(globalThis, name)
note(threads, 'Worker')
const globals = Reflect.ownKeys(globalThis)

const { createKey } = await import('pocket-kms')
assert.deepEqual([...seen], [], 'work at import')
assert.deepEqual(Reflect.ownKeys(globalThis), globals)

const steps = {
  EC_P256: ['atob', 'compile', 'instantiate'],
  SM2: [],
  RSA_2048: ['Instance', 'Worker', 'atob', 'compile', 'validate'],
}
for (const [key_spec, expected] of Object.entries(steps)) {
  seen.clear()
  const { key_info } = await createKey({ key_alias: 'orders', key_spec })
  assert.deepEqual([...seen].sort(), expected, key_spec)
  console.log('ok', key_spec, key_info.key_id)
}
