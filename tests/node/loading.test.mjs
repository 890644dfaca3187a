// What a call loads: a copy of the package that has those files and no other does the call, and does no other.
//   node --test tests/node/loading.test.mjs
import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { suite, test } from 'node:test'
import { copiedFolder } from './copy.mjs'
import { source } from './source.mjs'

const { KERNELS, hasInstructions } = source('rsa/kernels.ts')
const [kernel] = KERNELS.filter(hasInstructions)
/** What every entry imports. */
const FIRST = ['base', 'call-create-key', 'shared-[A-Z0-9]+']
const CREATE_KEY = ['part-create-key', 'wasm-create-key']
const KMS = ['part-kms', 'wasm-kms']
const RSA = ['part-rsa', `wasm-rsa-${kernel}`]
const WITHOUT_PRIMES = ['AES_256', 'SM4', 'EC_P256', 'EC_P384', 'SM2']
const NOT_THERE = { name: 'KmsError', code: 'ERR_WASM_LOAD', status: 500 }

/** An entry of a copy that has the files of these names alone, in one of the two forms. */
async function withFiles(form, entry, ...names) {
  const folder = copiedFolder()
  // The text of a module is in one file for both forms.
  const kept = new RegExp(`^(${[entry, ...FIRST, ...names].join('|')})\\.${form}$|^(${names.filter((name) => name.startsWith('wasm-')).join('|')})\\.js$`)
  for (const name of readdirSync(folder)) if (!kept.test(name)) rmSync(new URL(name, folder), { recursive: true })
  const file = new URL(`${entry}.${form}`, folder)
  return form === 'js' ? import(file) : createRequire(file)(`./${entry}.cjs`)
}

const request = (key_spec) => ({ key_alias: key_spec, key_spec })
const rsa = request('RSA_2048')
async function kmsMakes({ Kms }, ...specs) {
  const kms = await Kms.open()
  try {
    for (const spec of specs) assert.equal((await kms.createKey(request(spec))).key_info.key_id.length, 36)
  } finally {
    await kms.close()
  }
}

for (const form of ['js', 'cjs']) {
  for (const entry of ['index', 'create-key']) {
    suite(`createKey of ${entry}.${form}`, () => {
      test('needs nothing but its own module for a key without primes, and says what is missing for an RSA key', async () => {
        const copy = await withFiles(form, entry, ...CREATE_KEY)
        for (const spec of WITHOUT_PRIMES) assert.equal((await copy.createKey(request(spec))).material.spec, spec)
        assert.equal((await copy.checkCreateKey(rsa)).key_spec, 'RSA_2048')
        assert.equal((await copy.createKey({ ...rsa, origin: 'external' })).material, null)
        await assert.rejects(copy.createKey({ key_alias: 'a b' }), { code: 'KMS.1101' })
        await assert.rejects(copy.createKey(rsa), NOT_THERE)
        if (copy.Kms) await assert.rejects(copy.Kms.open(), NOT_THERE)
      })

      test('needs one kernel for an RSA key, with workers and without', async () => {
        const copy = await withFiles(form, entry, ...CREATE_KEY, ...RSA)
        for (const maxWorkers of [0, 1]) assert.equal((await copy.createKey(rsa, { maxWorkers })).material.spec, 'RSA_2048')
      })

      test('needs that kernel: without it there is no RSA key', async () => {
        const copy = await withFiles(form, entry, ...CREATE_KEY, 'part-rsa', ...KERNELS.filter((name) => name !== kernel).map((name) => `wasm-rsa-${name}`))
        await assert.rejects(copy.createKey(rsa), NOT_THERE)
      })

      test('loads nothing to tell an error, or for what is refused before anything is made', async () => {
        const { createKey, isKmsError, KmsError } = await withFiles(form, entry)
        assert.equal(isKmsError(new KmsError({ code: 'KMS.0308', status: 400, message: 'no' })), true)
        await assert.rejects(createKey(rsa, { maxWorkers: -1 }), { code: 'KMS.0308', field: 'maxWorkers' })
        await assert.rejects(createKey(rsa, { signal: AbortSignal.abort(new Error('no more')) }), /no more/)
        await assert.rejects(createKey(request('AES_256')), NOT_THERE)
      })
    })
  }

  suite(`Kms of index.${form}`, () => {
    test('needs nothing of createKey, and no kernel before an RSA key', async () => {
      const copy = await withFiles(form, 'index', ...KMS)
      await kmsMakes(copy, ...WITHOUT_PRIMES, 'SECP256K1', 'ED25519', 'HMAC_SM3')
      await assert.rejects(kmsMakes(copy, 'RSA_2048'), NOT_THERE)
      await assert.rejects(copy.createKey(request('AES_256')), NOT_THERE)
    })

    test('needs one kernel for an RSA key', async () => {
      await kmsMakes(await withFiles(form, 'index', ...KMS, ...RSA), 'RSA_2048')
    })

    test('shares it with convertSignature and the other calls of the service', async () => {
      const { convertSignature } = await withFiles(form, 'index', ...KMS)
      const der = await convertSignature({ signature: new Uint8Array(64).fill(1), from: 'RAW', to: 'DER' })
      assert.ok(der.length > 64)
    })
  })
}
