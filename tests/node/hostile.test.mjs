// Whatever is passed as a request ends in an answer or in a KmsError, and a plain call works after it.
//   node --test tests/node/hostile.test.mjs
import assert from 'node:assert/strict'
import { after, afterEach, beforeEach, suite, test } from 'node:test'
import vm from 'node:vm'
import { checkCreateKey, createKey, isKmsError, Kms } from 'pocket-kms'
import { polluting } from './polluting.mjs'

/** Who judges requests, and makes keys: createKey with its module, a Kms with that of the service. */
const JUDGES = {
  createKey: {
    check: checkCreateKey,
    make: (request) => createKey(request),
    ofNoRequest: ['KMS.0202', undefined],
  },
  'createKey of a Kms': {
    check: (request) => inKms(async (kms) => (await kms.listKeyDetail((await kms.createKey(request)).key_info)).key_info),
    make: (request) => inKms(async (kms) => {
      const { key_info } = await kms.createKey(request)
      return { key_info, material: { spec: (await kms.listKeyDetail(key_info)).key_info.key_spec } }
    }),
    // A method may be called without one: listKeys() is.
    ofNoRequest: ['KMS.0204', 'key_alias'],
  },
}

/** What comes of the work with a Kms of its own. */
async function inKms(work) {
  // Its request is read before anything is awaited.
  const kms = open.pop() ?? assert.fail('opened beforehand')
  try {
    return await work(kms)
  } finally {
    await kms.close()
  }
}
/** As many as a test needs. */
const open = []
beforeEach(async () => {
  while (open.length < 8) open.push(await Kms.open())
})
after(() => Promise.all(open.map((kms) => kms.close())))

afterEach(async () => {
  for (const { make } of Object.values(JUDGES)) assert.equal((await make({ key_alias: 'afterwards' })).key_info.key_id.length, 36)
})

for (const [who, { check, make, ofNoRequest }] of Object.entries(JUDGES)) suite(who, () => {
  const outcome = (request) => check(request).catch((error) => error)
  const refusal = async (request) => {
    const error = await outcome(request)
    assert.ok(isKmsError(error), `refused: ${error?.stack ?? JSON.stringify(error)}`)
    return [error.code, error.field]
  }

  suite('a request that is no object', () => {
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const values = {
      undefined: undefined, null: null, true: true, 'a number': 5, 'a bigint': 5n, 'a text': 'key_alias',
      'a symbol': Symbol('key_alias'), 'a function': () => {}, 'a class': class {}, 'an array': [{ key_alias: 'a' }],
      'a revoked proxy': revoked.proxy, 'an array of another realm': vm.runInNewContext('[]'),
    }
    for (const [name, value] of Object.entries(values)) {
      test(`${name} is refused`, async () => {
        assert.deepEqual(await refusal(value), value === undefined ? ofNoRequest : ['KMS.0202', undefined])
      })
    }
  })

  suite('an object that holds no member of its own', () => {
    const values = {
      'a map': new Map([['key_alias', 'a']]), 'a date': new Date(), 'a regular expression': /a/,
      'a typed array': new Uint8Array(4), 'an error': new Error('key_alias'), 'a promise': Promise.resolve(),
      'a String object': new String('a'), 'a weak map': new WeakMap(), 'an instance': new (class { get key_alias() { return 'a' } })(),
      'an object that inherits': Object.create({ key_alias: 'a' }),
      'a proxy that throws at everything': new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } }),
    }
    for (const [name, value] of Object.entries(values)) {
      test(`${name} has no alias`, async () => assert.deepEqual(await refusal(value), ['KMS.0204', 'key_alias']))
    }
  })

  suite('a member that is no text', () => {
    const values = {
      'a String object': new String('a'), 'an array of a text': ['a'], 'toString': { toString: () => 'a' },
      'toJSON': { toJSON: () => 'a' }, 'Symbol.toPrimitive': { [Symbol.toPrimitive]: () => 'a' },
      'a bigint': 1n, 'a symbol': Symbol('a'), 'a function': () => 'a', 'NaN': NaN,
    }
    for (const [name, value] of Object.entries(values)) {
      test(`${name} does not stand in for one`, async () => {
        assert.deepEqual(await refusal({ key_alias: value }), ['KMS.0308', 'key_alias'])
        assert.deepEqual(await refusal({ key_alias: 'a', vm_id: value }), ['KMS.0308', 'vm_id'])
      })
    }
  })

  suite('an object with a mind of its own', () => {
    test('a thenable request is a request and is not called', async () => {
      const request = { key_alias: 'a', then: () => assert.fail('called') }
      assert.equal((await outcome(request)).key_alias, 'a')
    })

    test('an object of another realm is a request', async () => {
      assert.equal((await outcome(vm.runInNewContext('({ key_alias: "a" })'))).key_alias, 'a')
    })

    test('a request without a prototype is a request', async () => {
      assert.equal((await outcome(Object.assign(Object.create(null), { key_alias: 'a' }))).key_alias, 'a')
    })

    test('a getter is read once, and what it gave then is what counts', async () => {
      let reads = 0
      const request = { get key_alias() { return reads++ ? 'a b' : 'a' } }
      assert.equal((await outcome(request)).key_alias, 'a')
      assert.equal(reads, 1)
    })

    test('every member is read once by a proxy, and no other', async () => {
      const read = []
      const request = new Proxy({ key_alias: 'a', key_spec: 'SM2', other: 1 }, {
        get(target, name) {
          read.push(name)
          return target[name]
        },
      })
      await outcome(request)
      assert.deepEqual(read, ['key_alias', 'key_spec'])
    })

    test('a change after the call has no effect', async () => {
      const request = { key_alias: 'a', key_spec: 'SM4' }
      const pending = make(request)
      request.key_spec = 'SM2'
      assert.equal((await pending).material.spec, 'SM4')
    })

    for (const thrown of [undefined, null, new Error('x'), new Proxy({}, { get() { throw 1 } })]) {
      test(`a getter that throws ${typeof thrown} has given no text`, async () => {
        const request = { key_alias: 'a', get key_spec() { throw thrown } }
        assert.deepEqual(await refusal(request), ['KMS.0308', 'key_spec'])
      })
    }

    test('a getter may create keys itself', async () => {
      const inner = []
      const request = { get key_alias() { inner.push(make({ key_alias: 'inner' })); return 'outer' } }
      assert.equal((await outcome(request)).key_alias, 'outer')
      assert.equal((await inner[0]).material.spec, 'AES_256')
    })
  })

  suite('a polluted prototype', () => {
    test('supplies no member of the request', async () => {
      const members = { key_alias: { value: 'p' }, key_spec: { value: 'SM4' }, origin: { value: 'external' } }
      await polluting(members, async () => {
        assert.deepEqual(await refusal({}), ['KMS.0204', 'key_alias'])
        assert.equal((await outcome({ key_alias: 'a' })).key_spec, 'AES_256')
      })
    })

    test('with toJSON changes nothing', async () => {
      const checked = await polluting({ toJSON: { value: () => ({ key_alias: 'p' }) } }, () => outcome({ key_alias: 'a' }))
      assert.equal(checked.key_alias, 'a')
    })

    test('with setters neither sees nor swallows the answer', async () => {
      const seen = []
      const trap = { set: (value) => seen.push(value), get: () => undefined }
      const members = { key_info: trap, key_id: trap, domain_id: trap, material: trap, code: trap, field: trap, status: trap }
      await polluting(members, async () => {
        const { key_info, material } = await make({ key_alias: 'a' })
        assert.equal(key_info.key_id.length, 36)
        assert.equal(material.spec, 'AES_256')
        assert.deepEqual(await refusal({ key_alias: '' }), ['KMS.1101', 'key_alias'])
      })
      assert.deepEqual(seen, [])
    })
  })

  suite('a request of any size', () => {
    const sizes = {
      'an alias of 64 million characters': () => [{ key_alias: 'a'.repeat(64e6) }, ['KMS.1101', 'key_alias']],
      'a description of 64 million characters': () => [{ key_alias: 'a', key_description: '😀'.repeat(32e6) }, ['KMS.1103', 'key_description']],
      'a key store of 64 million characters': () => [{ key_alias: 'a', keystore_id: '0'.repeat(64e6) }, ['KMS.0340', 'keystore_id']],
    }
    for (const [name, sized] of Object.entries(sizes)) {
      test(`${name} is refused, and no such text is copied`, async () => {
        const [request, expected] = sized()
        const before = process.memoryUsage().arrayBuffers
        assert.deepEqual(await refusal(request), expected)
        assert.ok(process.memoryUsage().arrayBuffers - before < 1e6)
      })
    }

    test('100,000 unknown members and a million levels of nesting are not walked', async () => {
      let deep = {}
      for (let level = 0; level < 1e6; level++) deep = { deep }
      const many = Object.fromEntries(Array.from({ length: 1e5 }, (_, index) => [`member${index}`, index]))
      const cycle = { key_alias: 'a', deep, big: 1n, symbol: Symbol('s'), ...many }
      cycle.self = cycle
      assert.equal((await outcome(cycle)).key_alias, 'a')
    })
  })
})
