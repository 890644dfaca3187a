// One key in a fresh process: prints the milliseconds from the import to the key.
//   node first-key.mjs
const start = performance.now()
const { createKey } = await import('pocket-kms')
await createKey({ key_alias: 'first', key_spec: 'RSA_2048' })
console.log(performance.now() - start)
