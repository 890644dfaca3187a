// A trap of the module, or the end of its memory or stack, is an error like any other: the next call works
// on an instance of its own, or says that the keys are gone.
//   node --test tests/node/traps.test.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { MemoryStore } from 'pocket-kms/testing'
import { freshSlim } from './copy.mjs'
import { dump } from './module-memory.mjs'
import { TRAPS, withMemory, withTrap } from './wasm-edit.mjs'

const file = (name) => new Uint8Array(readFileSync(new URL(import.meta.resolve(`pocket-kms/${name}.wasm`))))
const whole = { createKey: file('create-key'), kms: file('kms') }
const kernels = { fma: file('rsa-fma'), simd128: file('rsa-simd128'), scalar: file('rsa-scalar') }
const request = { key_alias: 'orders' }
const FAILED = { name: 'KmsError', code: 'ERR_INTERNAL', status: 500, message: /has failed/ }
const GONE = { name: 'KmsError', code: 'ERR_INTERNAL', status: 500, message: /^This Kms is gone.*Kms\.open\(\) gives another\.$/ }

/** The package with these modules in place of its own, and the service's own create-key, which the command line calls. */
async function withModules(modules) {
  const { index, partKms } = await freshSlim()
  await index.init({ ...whole, ...modules, kernels })
  const anyKey = (request, rsa) => partKms.createKey(JSON.stringify(request), undefined, { maxWorkers: 0, ...rsa })
  return { ...index, anyKey }
}

const signature = new Uint8Array(64).fill(1)
/** Of each module one function that fails, and nothing else does; who calls it; and a key that the module makes. */
const FAILING = {
  createKey: {
    name: 'checkCreateKey',
    fail: ({ checkCreateKey }) => checkCreateKey(request),
    make: ({ createKey }, ...more) => createKey(...more),
    memory: 'create-key',
  },
  kms: {
    name: 'convertSignature',
    fail: ({ convertSignature }) => convertSignature({ signature, from: 'RAW', to: 'DER' }),
    make: ({ anyKey }, ...more) => anyKey(...more),
    memory: 'kms',
  },
}
const failing = (module, trap) => withModules({ [module]: withTrap(whole[module], FAILING[module].name, trap) })
const fail = (copy, module) => assert.rejects(FAILING[module].fail(copy), FAILED)

for (const module of Object.keys(FAILING)) {
  for (const [name, trap] of Object.entries(TRAPS)) {
    suite(`a module ${module} that ${name}`, () => {
      test('fails with a KmsError that has the cause, each time, and other calls work after it', async () => {
        const copy = await failing(module, trap)
        for (let time = 0; time < 3; time++) {
          const error = await FAILING[module].fail(copy).catch((error) => error)
          assert.ok(copy.isKmsError(error), error.stack)
          assert.equal(error.code, 'ERR_INTERNAL')
          assert.ok(error.cause instanceof WebAssembly.RuntimeError || error.cause instanceof RangeError, error.cause)
          assert.equal((await FAILING[module].make(copy, request)).material.secretKey().length, 32)
        }
      })
    })
  }
}

suite('a trap in', () => {
  const SM2 = { key: '128b2fa8bd433c6c068c8d803dff79792a519a55171b1b650c23661d15897263', key_spec: 'SM2' }
  const RSA = { ...request, key_spec: 'RSA_2048' }
  const opened = async ({ Kms }) => Kms.open()
  const CALLS = {
    createKey: {
      checkCreateKey: ({ checkCreateKey }) => checkCreateKey(request),
      createKey: ({ createKey }) => createKey(request),
      key_modulusBits: ({ createKey }) => createKey(request),
      key_response: ({ createKey }) => createKey(request),
      key_spec: ({ createKey }) => createKey(request),
      key_export: async ({ createKey }) => (await createKey(request)).material.secretKey(),
      random: ({ createKey }) => createKey(RSA),
      key_complete: ({ createKey }) => createKey(RSA),
      key_prove: ({ createKey }) => createKey(RSA),
      __wbindgen_malloc: ({ createKey }) => createKey(request),
    },
    kms: {
      createKey: ({ anyKey }) => anyKey(request),
      created_response: ({ anyKey }) => anyKey(request),
      created_material: ({ anyKey }) => anyKey(request),
      material_spec: ({ anyKey }) => anyKey(request),
      material_export: async ({ anyKey }) => (await anyKey(request)).material.secretKey(),
      convertKey: ({ convertKey }) => convertKey({ ...SM2, to: 'pkcs8-pem' }),
      converted_info: ({ convertKey }) => convertKey({ ...SM2, to: 'pkcs8-pem' }),
      converted_key: ({ convertKey }) => convertKey({ ...SM2, to: 'pkcs8-pem' }),
      convertSignature: FAILING.kms.fail,
      convertCiphertext: ({ convertCiphertext }) => convertCiphertext({ ciphertext: 'x', from: 'C1C3C2', to: 'ASN1' }),
      wrapKeyMaterial: ({ wrapKeyMaterial }) => wrapKeyMaterial({}),
      random: async (copy) => (await opened(copy)).createKey(RSA),
      kms_new: opened,
      kms_call: async (copy) => (await opened(copy)).listKeys(),
      __wbindgen_malloc: opened,
    },
  }
  for (const [module, calls] of Object.entries(CALLS)) {
    for (const [name, call] of Object.entries(calls)) {
      test(`${name} of the module ${module} is a KmsError`, async () => {
        const copy = await withModules({ [module]: withTrap(whole[module], name) })
        for (let time = 0; time < 2; time++) await assert.rejects(call(copy), FAILED)
      })
    }
  }

  test('kms_rest is answered', async () => {
    const { Kms } = await withModules({ kms: withTrap(whole.kms, 'kms_rest') })
    const kms = await Kms.open()
    for (let time = 0; time < 2; time++) {
      const answer = await kms.fetch('http://kms/health')
      assert.deepEqual([answer.status, (await answer.json()).error_code], [500, 'ERR_INTERNAL'])
      assert.ok(answer.headers.get('x-request-id'))
    }
    await kms.close()
  })

  for (const name of ['waiting_resume', 'waiting_promise']) {
    test(`${name} ends a call that waits for a store`, async () => {
      const { Kms } = await withModules({ kms: withTrap(whole.kms, name) })
      const kms = await Kms.open({ store: new MemoryStore() })
      await assert.rejects(kms.createKey(request), FAILED)
      await kms.close()
    })
  }

  test('__wbg_kms_free does not keep a Kms from closing', async () => {
    const copy = await withModules({ kms: withTrap(whole.kms, '__wbg_kms_free') })
    const kms = await copy.Kms.open()
    await kms.createKey(request)
    await kms.close()
    assert.ok(await copy.anyKey(request))
  })

  test('__wbg_key_free does not keep key material from being disposed of', async () => {
    const { createKey } = await withModules({ createKey: withTrap(whole.createKey, '__wbg_key_free') })
    const { material } = await createKey(request)
    material.dispose()
    assert.throws(() => material.secretKey(), { code: 'ERR_DISPOSED' })
    assert.ok(await createKey(request))
  })
})

suite('when a module has failed', () => {
  test('what is under way in kms ends with the same error: on a store that never answers, and in a search', async () => {
    const copy = await failing('kms')
    const asked = withResolvers()
    const store = new MemoryStore()
    store.count = () => new Promise(() => asked.resolve())
    const [searching, alone] = [withResolvers(), withResolvers()]
    const RSA = { ...request, key_spec: 'RSA_4096' }
    const calls = [
      (await copy.Kms.open({ store })).createKey(request),
      (await copy.Kms.open()).createKey(RSA, { onProgress: () => searching.resolve() }),
      copy.anyKey(RSA, { onProgress: () => alone.resolve() }),
    ]
    const ended = Promise.all(calls.map((call) => assert.rejects(call, FAILED)))
    await Promise.all([asked.promise, searching.promise, alone.promise])
    await fail(copy, 'kms')
    await ended
  })

  for (const maxWorkers of [0, 2]) {
    test(`a search for primes that createKey has under way ends with the same error, with ${maxWorkers} workers`, async () => {
      const copy = await failing('createKey')
      const searching = withResolvers()
      let reports = 0
      const onProgress = () => {
        reports++
        searching.resolve()
      }
      const call = copy.createKey({ ...request, key_spec: 'RSA_4096' }, { maxWorkers, onProgress })
      const ended = assert.rejects(call, FAILED)
      await searching.promise
      await fail(copy, 'createKey')
      const before = reports
      await ended
      assert.equal(reports, before, 'it is not searched to its end')
    })
  }

  test('the other one goes on with what it holds', async () => {
    const copy = await failing('createKey')
    const kms = await copy.Kms.open()
    await kms.createKey(request)
    await fail(copy, 'createKey')
    assert.equal((await kms.listKeys()).total, 1)
    await kms.close()

    const other = await failing('kms')
    const { material } = await other.createKey(request)
    const secret = material.secretKey()
    await fail(other, 'kms')
    assert.deepEqual(material.secretKey(), secret)
  })

  test('a Kms in memory says that it is gone, and another can be opened', async () => {
    const copy = await failing('kms')
    const kms = await copy.Kms.open()
    await kms.createKey(request)
    await fail(copy, 'kms')
    for (const method of ['listKeys', 'createKey']) await assert.rejects(kms[method](request), GONE)
    const answer = await kms.fetch('http://kms/health')
    assert.deepEqual([answer.status, (await answer.json()).error_code], [500, 'ERR_INTERNAL'])
    await kms.close()
    await assert.rejects(kms.listKeys(), { code: 'ERR_DISPOSED' })
    const another = await copy.Kms.open()
    assert.equal((await another.createKey(request)).key_info.key_id.length, 36)
    await another.close()
  })

  test('a Kms on a store goes on with its root key, and closes as ever', async () => {
    const copy = await failing('kms')
    const kms = await copy.Kms.open({ store: new MemoryStore(), rootKey: new Uint8Array(32).fill(7), projectId: '1'.repeat(32) })
    const { key_info: { key_id } } = await kms.createKey(request)
    const { cipher_text } = await kms.encryptData({ key_id, plain_text: 'four apples' })
    for (let time = 0; time < 2; time++) {
      await fail(copy, 'kms')
      const opened = await Promise.all(Array.from({ length: 5 }, () => kms.decryptData({ cipher_text })))
      assert.deepEqual(opened.map(({ plain_text }) => plain_text), Array(5).fill('four apples'))
    }
    await fail(copy, 'kms')
    const late = kms.listKeys()
    await kms.close()
    await late.catch(({ code }) => assert.equal(code, 'ERR_DISPOSED'))
    await assert.rejects(kms.listKeys(), { code: 'ERR_DISPOSED' })
  })

  test('a Kms on a store whose root key nobody knows is gone with it', async () => {
    const copy = await failing('kms')
    const kms = await copy.Kms.open({ store: new MemoryStore() })
    await kms.createKey(request)
    await fail(copy, 'kms')
    await assert.rejects(kms.listKeys(), GONE)
    await kms.close()
  })

  for (const [module, { make, memory }] of Object.entries(FAILING)) {
    test(`key material in ${module} says that it is gone, and can be disposed of`, async () => {
      const copy = await failing(module)
      const { material } = await make(copy, { ...request, key_spec: 'SM2' })
      await fail(copy, module)
      assert.throws(() => material.privateKey('pkcs8-der'), FAILED)
      assert.throws(() => material.publicKey('spki-pem'), FAILED)
      material.dispose()
      assert.throws(() => material.publicKey('spki-pem'), { code: 'ERR_DISPOSED' })
    })

    test(`no key is left in the memory of ${module}`, async () => {
      const copy = await failing(module)
      const { material } = await make(copy, request)
      const secret = Buffer.from(material.secretKey())
      assert.ok(dump(memory).includes(secret))
      await fail(copy, module)
      assert.ok(!dump().includes(secret))
      assert.ok(dump(memory).every((byte) => byte === 0))
    })
  }
})

suite('a module whose memory is used up', () => {
  const full = () => withModules({ kms: withMemory(whole.kms, 2), createKey: withMemory(whole.createKey, 2) })

  test('refuses the key for which there is no room; what is opened afterwards has room again', async () => {
    const copy = await full()
    for (let time = 0; time < 2; time++) {
      const kms = await copy.Kms.open()
      const { made, error } = await untilRefused((i) => kms.createKey({ key_alias: `key-${i}`, key_description: 'x'.repeat(255) }))
      assert.ok(copy.isKmsError(error), error.stack)
      assert.equal(error.code, 'ERR_INTERNAL')
      assert.match(error.message, FAILED.message)
      assert.ok(made > 10 && made < 10_000, `${made} keys`)
      await assert.rejects(kms.listKeys(), GONE)
      await kms.close()
      assert.equal((await copy.anyKey(request)).material.spec, 'AES_256')
    }
  })

  test('refuses a key of createKey for which there is no room, and those before it are gone; then there is room again', async () => {
    const copy = await full()
    for (let time = 0; time < 2; time++) {
      const materials = []
      const { made, error } = await untilRefused(async () => {
        const { material } = await copy.createKey({ ...request, key_spec: 'EC_P384' })
        materials.push(material)
      })
      assert.ok(copy.isKmsError(error), error.stack)
      assert.equal(error.code, 'ERR_INTERNAL')
      assert.match(error.message, FAILED.message)
      assert.ok(made > 10 && made < 10_000, `${made} keys`)
      for (const material of materials) assert.throws(() => material.publicKey('spki-der'), FAILED)
      assert.equal((await copy.createKey(request)).material.spec, 'AES_256')
    }
  })

  test('ends every call that is under way when it happens', async () => {
    const copy = await full()
    const kms = await copy.Kms.open({ store: new MemoryStore() })
    const key_description = 'x'.repeat(255)
    const calls = Array.from({ length: 2_000 }, (_, i) => kms.createKey({ key_alias: `key-${i}`, key_description }))
    const ends = await Promise.allSettled(calls)
    const refused = ends.filter(({ status }) => status === 'rejected')
    assert.ok(refused.length > 0)
    for (const { reason } of refused) assert.ok(copy.isKmsError(reason) && reason.code === 'ERR_INTERNAL', reason?.stack)
    await kms.close()
    assert.equal((await copy.anyKey(request)).material.spec, 'AES_256')
  })

  /** How often the call works, and the error with which it works no more. */
  async function untilRefused(call) {
    for (let made = 0; ; made++) {
      const error = await call(made).then(() => undefined, (error) => error)
      if (error) return { made, error }
    }
  }
})

test('a caller at the end of the stack does not bring the modules to it', async () => {
  const { createKey, isKmsError, Kms } = await withModules()
  const kms = await Kms.open()
  await kms.createKey(request)
  const calls = []
  const deeper = () => {
    // Each is kept before anything else is called: at the end of the stack the next call may throw.
    calls[calls.length] = kms.listKeys()
    calls[calls.length] = createKey(request)
    deeper()
  }
  assert.throws(deeper, RangeError)
  for (const { status, reason } of await Promise.allSettled(calls)) {
    assert.ok(status === 'fulfilled' || reason instanceof RangeError || isKmsError(reason), reason)
  }
  assert.equal((await kms.listKeys()).total, 1)
  assert.equal((await createKey(request)).material.spec, 'AES_256')
  await kms.close()
})

function withResolvers() {
  const parts = {}
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return parts
}
