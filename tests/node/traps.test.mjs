// A trap of the module, or the end of its memory or stack, is an error like any other: the next call works
// on an instance of its own, or says that the keys are gone.
//   node --test tests/node/traps.test.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { MemoryStore } from 'pocket-kms/testing'
import { dump } from './module-memory.mjs'
import { TRAPS, withMemory, withTrap } from './wasm-edit.mjs'

const dist = new URL('../node_modules/pocket-kms/dist/', import.meta.url)
const whole = new Uint8Array(readFileSync(new URL('kms.wasm', dist)))
const request = { key_alias: 'orders' }
const FAILED = { name: 'KmsError', code: 'ERR_INTERNAL', status: 500, message: /has failed/ }
const GONE = { name: 'KmsError', code: 'ERR_INTERNAL', status: 500, message: /^This Kms is gone.*Kms\.open\(\) gives another\.$/ }

let copies = 0
/** The package with this module. */
async function withModule(module) {
  const copy = await import(new URL(`slim.js?module=${copies++}`, dist))
  await copy.init(module)
  return copy
}

/** Where checkCreateKey fails, and nothing else does. */
const failing = () => withModule(withTrap(whole, 'checkCreateKey'))
const fail = (copy) => assert.rejects(copy.checkCreateKey(request), FAILED)

for (const [name, trap] of Object.entries(TRAPS)) {
  suite(`a module that ${name}`, () => {
    test('fails with a KmsError that has the cause, each time, and other calls work after it', async () => {
      const { checkCreateKey, createKey, isKmsError } = await withModule(withTrap(whole, 'checkCreateKey', trap))
      for (let time = 0; time < 3; time++) {
        const error = await checkCreateKey(request).catch((error) => error)
        assert.ok(isKmsError(error), error.stack)
        assert.equal(error.code, 'ERR_INTERNAL')
        assert.ok(error.cause instanceof WebAssembly.RuntimeError || error.cause instanceof RangeError, error.cause)
        assert.equal((await createKey(request)).material.secretKey().length, 32)
      }
    })
  })
}

suite('a trap in', () => {
  const SM2 = { key: '128b2fa8bd433c6c068c8d803dff79792a519a55171b1b650c23661d15897263', key_spec: 'SM2' }
  const signature = new Uint8Array(64).fill(1)
  const opened = async ({ Kms }) => Kms.open()
  const CALLS = {
    createKey: ({ createKey }) => createKey(request),
    convertKey: ({ convertKey }) => convertKey({ ...SM2, to: 'pkcs8-pem' }),
    converted_info: ({ convertKey }) => convertKey({ ...SM2, to: 'pkcs8-pem' }),
    convertSignature: ({ convertSignature }) => convertSignature({ signature, from: 'RAW', to: 'DER' }),
    convertCiphertext: ({ convertCiphertext }) => convertCiphertext({ ciphertext: 'x', from: 'C1C3C2', to: 'ASN1' }),
    wrapKeyMaterial: ({ wrapKeyMaterial }) => wrapKeyMaterial({}),
    created_response: ({ createKey }) => createKey(request),
    material_secretKey: async ({ createKey }) => (await createKey(request)).material.secretKey(),
    random: ({ createKey }) => createKey({ ...request, key_spec: 'RSA_2048' }),
    kms_new: opened,
    kms_call: async (copy) => (await opened(copy)).listKeys(),
    __wbindgen_malloc: ({ createKey }) => createKey(request),
  }
  for (const [name, call] of Object.entries(CALLS)) {
    test(`${name} is a KmsError`, async () => {
      const copy = await withModule(withTrap(whole, name))
      for (let time = 0; time < 2; time++) await assert.rejects(call(copy), FAILED)
    })
  }

  test('kms_rest is answered', async () => {
    const { Kms } = await withModule(withTrap(whole, 'kms_rest'))
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
      const { Kms } = await withModule(withTrap(whole, name))
      const kms = await Kms.open({ store: new MemoryStore() })
      await assert.rejects(kms.createKey(request), FAILED)
      await kms.close()
    })
  }

  test('__wbg_kms_free does not keep a Kms from closing', async () => {
    const { createKey, Kms } = await withModule(withTrap(whole, '__wbg_kms_free'))
    const kms = await Kms.open()
    await kms.createKey(request)
    await kms.close()
    assert.ok(await createKey(request))
  })
})

suite('when the module has failed', () => {
  test('what is under way in it ends with the same error: on a store that never answers, and in a search', async () => {
    const copy = await failing()
    const asked = withResolvers()
    const store = new MemoryStore()
    store.count = () => new Promise(() => asked.resolve())
    const searching = withResolvers()
    const calls = [
      (await copy.Kms.open({ store })).createKey(request),
      (await copy.Kms.open()).createKey({ ...request, key_spec: 'RSA_4096' }, { onProgress: () => searching.resolve() }),
      copy.createKey({ ...request, key_spec: 'RSA_4096' }, { maxWorkers: 0 }),
    ]
    const ended = Promise.all(calls.map((call) => assert.rejects(call, FAILED)))
    await Promise.all([asked.promise, searching.promise])
    await fail(copy)
    await ended
  })

  test('a Kms in memory says that it is gone, and another can be opened', async () => {
    const copy = await failing()
    const kms = await copy.Kms.open()
    await kms.createKey(request)
    await fail(copy)
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
    const copy = await failing()
    const kms = await copy.Kms.open({ store: new MemoryStore(), rootKey: new Uint8Array(32).fill(7), projectId: '1'.repeat(32) })
    const { key_info: { key_id } } = await kms.createKey(request)
    const { cipher_text } = await kms.encryptData({ key_id, plain_text: 'four apples' })
    for (let time = 0; time < 2; time++) {
      await fail(copy)
      const opened = await Promise.all(Array.from({ length: 5 }, () => kms.decryptData({ cipher_text })))
      assert.deepEqual(opened.map(({ plain_text }) => plain_text), Array(5).fill('four apples'))
    }
    await fail(copy)
    const late = kms.listKeys()
    await kms.close()
    await late.catch(({ code }) => assert.equal(code, 'ERR_DISPOSED'))
    await assert.rejects(kms.listKeys(), { code: 'ERR_DISPOSED' })
  })

  test('a Kms on a store whose root key nobody knows is gone with it', async () => {
    const copy = await failing()
    const kms = await copy.Kms.open({ store: new MemoryStore() })
    await kms.createKey(request)
    await fail(copy)
    await assert.rejects(kms.listKeys(), GONE)
    await kms.close()
  })

  test('key material says that it is gone, and can be disposed of', async () => {
    const copy = await failing()
    const { material } = await copy.createKey({ ...request, key_spec: 'SM2' })
    await fail(copy)
    assert.throws(() => material.privateKey('pkcs8-der'), FAILED)
    assert.throws(() => material.publicKey('spki-pem'), FAILED)
    material.dispose()
    assert.throws(() => material.publicKey('spki-pem'), { code: 'ERR_DISPOSED' })
  })

  test('no key is left in its memory', async () => {
    const copy = await failing()
    const { material } = await copy.createKey(request)
    const secret = Buffer.from(material.secretKey())
    assert.ok(dump().includes(secret))
    await fail(copy)
    assert.ok(!dump().includes(secret))
    assert.ok(dump().every((byte) => byte === 0))
  })
})

suite('a module whose memory is used up', () => {
  test('refuses the key for which there is no room; what is opened afterwards has room again', async () => {
    const copy = await withModule(withMemory(whole, 2))
    for (let time = 0; time < 2; time++) {
      const kms = await copy.Kms.open()
      let made = 0
      const error = await (async () => {
        for (;; made++) await kms.createKey({ key_alias: `key-${made}`, key_description: 'x'.repeat(255) })
      })().catch((error) => error)
      assert.ok(copy.isKmsError(error), error.stack)
      assert.equal(error.code, 'ERR_INTERNAL')
      assert.match(error.message, FAILED.message)
      assert.ok(made > 10 && made < 10_000, `${made} keys`)
      await assert.rejects(kms.listKeys(), GONE)
      await kms.close()
      assert.equal((await copy.createKey(request)).material.spec, 'AES_256')
    }
  })

  test('ends every call that is under way when it happens', async () => {
    const copy = await withModule(withMemory(whole, 2))
    const kms = await copy.Kms.open({ store: new MemoryStore() })
    const key_description = 'x'.repeat(255)
    const calls = Array.from({ length: 2_000 }, (_, i) => kms.createKey({ key_alias: `key-${i}`, key_description }))
    const ends = await Promise.allSettled(calls)
    const refused = ends.filter(({ status }) => status === 'rejected')
    assert.ok(refused.length > 0)
    for (const { reason } of refused) assert.ok(copy.isKmsError(reason) && reason.code === 'ERR_INTERNAL', reason?.stack)
    await kms.close()
    assert.equal((await copy.createKey(request)).material.spec, 'AES_256')
  })
})

test('a caller at the end of the stack does not bring the module to it', async () => {
  const { createKey, isKmsError, Kms } = await withModule(whole)
  const kms = await Kms.open()
  await kms.createKey(request)
  const calls = []
  const deeper = () => {
    calls.push(kms.listKeys(), createKey(request))
    deeper()
  }
  assert.throws(deeper, RangeError)
  for (const { status, reason } of await Promise.allSettled(calls)) {
    assert.ok(status === 'fulfilled' || reason instanceof RangeError || isKmsError(reason), reason)
  }
  assert.equal((await kms.listKeys()).total, 1)
  await kms.close()
})

function withResolvers() {
  const parts = {}
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return parts
}
