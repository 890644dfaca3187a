// Whatever a method of the service is given ends in an answer or in a KmsError, and a plain call works
// after it.
//   node --test tests/node/kms-hostile.test.mjs
import assert from 'node:assert/strict'
import { after, afterEach, before, suite, test } from 'node:test'
import vm from 'node:vm'
import { isKmsError, Kms } from 'pocket-kms'
import { polluting } from './polluting.mjs'
import { assertPublished } from './published.mjs'

let kms
let key_id
let mac_id
before(async () => {
  kms = await Kms.open()
  key_id = (await kms.createKey({ key_alias: 'plain' })).key_info.key_id
  mac_id = (await kms.createKey({ key_alias: 'mac', key_spec: 'HMAC_256' })).key_info.key_id
})
after(() => kms.close())
afterEach(async () => assert.equal((await kms.listKeyDetail({ key_id })).key_info.key_alias, 'plain'))

// What fetch takes is no request of the service: transport.test.mjs, rest-body.test.mjs.
const METHODS = Object.getOwnPropertyNames(Kms.prototype).filter((name) => !['constructor', 'close', 'fetch'].includes(name))
const MEMBERS = [
  'key_id', 'key_alias', 'key_spec', 'key_usage', 'key_description', 'origin', 'enterprise_project_id', 'sequence',
  'keystore_id', 'vm_id', 'limit', 'marker', 'key_state', 'pending_days', 'random_data_length', 'datakey_length',
  'additional_authenticated_data', 'plain_text', 'datakey_plain_length', 'cipher_text', 'datakey_cipher_length',
  'with_plain_text', 'encryption_algorithm', 'source_key_id', 'source_encryption_algorithm',
  'source_additional_authenticated_data', 'destination_key_id', 'destination_encryption_algorithm',
  'destination_additional_authenticated_data', 'message', 'signing_algorithm', 'message_type', 'signature',
  'mac_algorithm', 'mac', 'wrapping_algorithm', 'import_token', 'encrypted_key_material', 'encrypted_privatekey',
  'expiration_time', 'rotation_interval', 'tag', 'tags', 'action', 'key', 'matches', 'offset', 'alias',
  'target_key_id', 'aliases',
]

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
const throwing = () => new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 } })
const throwingList = () => new Proxy([], { get() { throw 1 } })
const deep = () => {
  let value = []
  for (let level = 0; level < 1e5; level++) value = [value]
  return value
}
const cycle = () => {
  const value = []
  value.push(value)
  return value
}
const VALUES = {
  'a bigint': () => 1n, 'a symbol': () => Symbol('a'), 'a function': () => () => 'a', 'NaN': () => NaN,
  'infinity': () => Infinity, 'minus nothing': () => -0, '1e300': () => 1e300, 'true': () => true, 'null': () => null,
  'half a character': () => '\ud800', 'a NUL': () => '\0', '64 million characters': () => 'a'.repeat(64e6),
  'a String object': () => new String('a'), 'a long String object': () => new String('a'.repeat(1e6)),
  'a map': () => new Map([['key', 'a']]), 'a set': () => new Set(['a']), 'a date': () => new Date(),
  'bytes': () => new Uint8Array(64e6), 'a buffer': () => new ArrayBuffer(8), 'a promise': () => Promise.resolve('a'),
  'toJSON': () => ({ toJSON: () => 'a' }), 'toString': () => ({ toString: () => 'a' }),
  'an instance': () => new (class { key = 'a'; value = 'b' })(), 'an object': () => ({}), 'a list': () => [],
  'a list of a list': () => [[]], 'a long list': () => Array(1e6).fill('a'), 'a sparse list': () => Array(1e6),
  'a list of itself': cycle, 'a deep list': deep, 'a list that throws': throwingList, 'a proxy that throws': throwing,
  'a revoked proxy': revoked, 'a list of proxies that throw': () => [throwing(), revoked()],
  'an object of getters that throw': () => ({ get key() { throw undefined }, get value() { throw new Error('x') } }),
  'an object of many members': () => Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`m${i}`, i])),
  'wide and deep lists': () => Array(128).fill(Array(128).fill(Array(128).fill('a'.repeat(8192)))),
}

/** An answer, or a KmsError with all of its parts. */
async function outcome(method, ...values) {
  const answer = await kms[method](...values).catch((error) => error)
  if (!(answer instanceof Error)) return assert.equal(typeof answer, 'object', method)
  assert.ok(isKmsError(answer), `${method}: ${answer.stack}`)
  assertPublished(answer)
  assert.ok(answer.status >= 400, answer.message)
  assert.notEqual(answer.code, 'ERR_INTERNAL', `${method}: ${answer.message}`)
  return answer
}

suite('a member that is', () => {
  for (const [name, make] of Object.entries(VALUES)) {
    test(`${name} is refused or taken, by every method and in every place`, async () => {
      const value = make()
      for (const method of METHODS) {
        await outcome(method, Object.fromEntries(MEMBERS.map((member) => [member, value])))
        if (typeof value === 'string' && value.length > 1e6) continue
        await outcome(method, { key_id, key: 'a', action: 'create', [method.includes('Tag') ? 'tags' : 'plain_text']: value })
        await outcome(method, { key_id, key: 'a', action: 'create', tag: value, tags: [value] })
        await outcome(method, { key_id, tag: { key: value, value }, tags: [{ key: 'a', value, values: [value] }] })
      }
    })
  }
})

suite('a request that is', () => {
  for (const [name, make] of Object.entries(VALUES)) {
    test(`${name} is refused or has no members`, async () => {
      for (const method of METHODS) await outcome(method, make())
    })
  }

  test('of another realm, or of no class, is a request', async () => {
    const { key_info } = await kms.listKeyDetail(Object.assign(vm.runInNewContext('({})'), { key_id }))
    assert.equal(key_info.key_id, key_id)
    const tag = Object.assign(vm.runInNewContext('Object.create(null)'), { key: 'realm', value: 'other' })
    await kms.batchCreateKmsTags({ key_id, action: 'create', tags: Object.assign(vm.runInNewContext('[]'), [tag]) })
    await kms.deleteTag({ key_id, key: 'realm' })
  })

  test('read member by member, each once, and no other', async () => {
    const read = []
    const watched = (object, path) =>
      new Proxy(object, {
        get(target, name) {
          read.push(`${path}${String(name)}`)
          return target[name]
        },
      })
    const tags = watched([watched({ key: 'team', value: 'a' }, 'tag.')], 'tags.')
    await kms.batchCreateKmsTags(watched({ key_id, action: 'create', tags, other: 1 }, ''))
    assert.deepEqual(read, ['key_id', 'tags', 'tags.length', 'tags.0', 'tag.key', 'tag.value', 'action'])
  })

  test('changed after the call counts as it was', async () => {
    const tag = { key: 'before', value: 'a' }
    const pending = kms.createKmsTag({ key_id, tag })
    tag.key = 'after'
    await pending
    assert.ok((await kms.showKmsTags({ key_id })).tags.some(({ key }) => key === 'before'))
  })
})

suite('what no member may be', () => {
  let key_id
  before(async () => ({ key_info: { key_id } } = await kms.createKey({ key_alias: 'fresh' })))

  test('is not taken for one: neither for a list, nor for true or false', async () => {
    const { cipher_text } = await kms.createDatakey({ key_id })
    for (const value of [new Map(), Symbol('a'), () => {}, 1n, NaN]) {
      await assert.rejects(kms.createEcDatakeyPair({ key_id, key_spec: 'SM2', with_plain_text: value }), { field: 'with_plain_text' })
      await assert.rejects(kms.batchCreateKmsTags({ key_id, action: 'create', tags: value }), { field: 'tags' })
      await assert.rejects(kms.createKmsTag({ key_id, tag: value }), { field: 'tag' })
      await assert.rejects(kms.deleteAlias({ key_id, aliases: value }), { field: 'aliases' })
      await assert.rejects(kms.decryptDatakey({ key_id, cipher_text, datakey_cipher_length: value }), { field: 'datakey_cipher_length' })
      await assert.rejects(kms.listKeys({ limit: value }), { field: 'limit' })
    }
  })

  test('a list is not taken for an object', async () => {
    await assert.rejects(kms.createKmsTag({ key_id, tag: ['a', 'b'] }), { code: 'KMS.0308', field: 'tag' })
    await assert.rejects(kms.batchCreateKmsTags({ key_id, action: 'create', tags: [['a', 'b']] }), { code: 'KMS.0308', field: 'tags' })
  })
})

suite('a polluted prototype', () => {
  test('supplies no member, at no depth', async () => {
    const members = { key_alias: { value: 'p' }, key_spec: { value: 'SM4' }, value: { value: 'p' }, values: { value: ['p'] } }
    const tags = await polluting(members, async () => {
      await assert.rejects(kms.createKey({}), { code: 'KMS.0204', field: 'key_alias' })
      await kms.createKmsTag({ key_id, tag: { key: 'clean' } })
      return (await kms.showKmsTags({ key_id })).tags
    })
    assert.equal(tags.find(({ key }) => key === 'clean').value, '')
  })

  test('with toJSON and setters changes nothing', async () => {
    const seen = []
    const trap = { set: (value) => seen.push(value), get: () => undefined }
    const members = { toJSON: { value: () => 'p' }, key_info: trap, mac: trap, code: trap, field: trap }
    const { mac } = await polluting(members, async () => {
      await kms.batchCreateKmsTags({ key_id, action: 'create', tags: [{ key: 'json' }] })
      await assert.rejects(kms.createKey({ key_alias: '' }), { code: 'KMS.1101' })
      return kms.generateMac({ key_id: mac_id, mac_algorithm: 'HMAC_SHA_256', message: 'AAAA' })
    })
    assert.equal(mac.length, 64)
    assert.deepEqual(seen, [])
    assert.ok((await kms.showKmsTags({ key_id })).tags.some(({ key }) => key === 'json'))
  })
})

test('options of any kind are harmless, or the fault of their own', async () => {
  for (const options of [null, 5, 'text', [], () => {}, { signal: null, onProgress: undefined }]) {
    await kms.listKeys({}, options)
  }
})

test('an error says nothing of what was sent', async () => {
  const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0'
  for (const method of METHODS) {
    const error = await kms[method](Object.fromEntries(MEMBERS.map((member) => [member, secret]))).catch((error) => error)
    assert.ok(!JSON.stringify([error.message, error.field, error.code]).includes(secret), method)
  }
})
