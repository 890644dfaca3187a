// Next's edge runtime has a process whose members throw, and functions that do when they are called.
Object.defineProperty(process, 'getBuiltinModule', {
  get() {
    throw new Error('A Node.js API is used, which is not supported.')
  },
})

for (const name of ['setImmediate', 'MessageChannel']) {
  globalThis[name] = function () {
    throw new Error('A Node.js API is used, which is not supported.')
  }
}

const { createKey } = await import('pocket-kms')
for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
  const { key_info } = await createKey({ key_alias: 'orders', key_spec })
  console.log('ok', key_spec, key_info.key_id)
}
