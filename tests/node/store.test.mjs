// Stores: the promises hold for the model, are broken by stores that break them, and carry the service.
//   node --test tests/node/store.test.mjs
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isKmsError, Kms } from 'pocket-kms'
import { ManualClock, MemoryStore, openForTesting, seededRandom, storeConformance } from 'pocket-kms/testing'

suite('MemoryStore', () => {
  for (const { name, run } of storeConformance(() => new MemoryStore())) test(name, run)
})

/** Lets what is under way with another call come between: a store that waits. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

const BROKEN = {
  'answers undefined for null': class extends MemoryStore {
    async get(...values) { return (await super.get(...values)) ?? undefined }
  },
  'keeps no projects apart': class extends MemoryStore {
    insert(record) { return super.insert({ ...record, project_id: 'p' }) }
    get(_, id) { return super.get('p', id) }
  },
  'looks, waits and inserts': class extends MemoryStore {
    async insert(record) {
      const inTheWay = await new Promise((resolve) => resolve(this.look(record)))
      if (inTheWay) return inTheWay
      await turn()
      return (await super.insert(record)) && null
    }
    async look(record) {
      const all = await this.list(record.project_id, { kind: record.kind }, 0, 1e9)
      return all.find(({ id, alias }) => id === record.id || alias === record.alias)?.id
    }
  },
  'does not look at aliases': class extends MemoryStore {
    insert(record) { return super.insert({ ...record, alias: record.id }) }
  },
  'tells aliases apart by their small letters': class extends MemoryStore {
    insert(record) { return super.insert({ ...record, alias: record.alias.toLowerCase() }) }
  },
  'puts a new record over the old': class extends MemoryStore {
    async insert(record) {
      await super.remove(record.project_id, record.id, 1)
      return super.insert(record)
    }
  },
  'replaces whatever the revision is': class extends MemoryStore {
    async replace(record) {
      const { revision } = (await this.get(record.project_id, record.id)) ?? {}
      return super.replace(record, revision)
    }
  },
  'looks, waits and replaces': class extends MemoryStore {
    async replace(record, revision) {
      const stored = await this.get(record.project_id, record.id)
      if (stored?.revision !== revision) return 'stale'
      await turn()
      const now = await this.get(record.project_id, record.id)
      return super.replace(record, now?.revision)
    }
  },
  'says taken before stale': class extends MemoryStore {
    async replace(record, revision) {
      const all = await this.list(record.project_id, { kind: record.kind }, 0, 1e9)
      if (all.some(({ id, alias }) => alias === record.alias && id !== record.id)) return 'taken'
      return super.replace(record, revision)
    }
  },
  'keeps an alias that was given up': class extends MemoryStore {
    #aliases = new Map()
    async insert(record) {
      const name = `${record.project_id} ${record.kind} ${record.alias}`
      if (this.#aliases.has(name)) return this.#aliases.get(name)
      const answer = await super.insert(record)
      if (answer === null) this.#aliases.set(name, record.id)
      return answer
    }
  },
  'removes whatever the revision is': class extends MemoryStore {
    async remove(projectId, id) {
      return super.remove(projectId, id, (await this.get(projectId, id))?.revision)
    }
  },
  'says that it has removed what is not there': class extends MemoryStore {
    async remove(...values) { return (await super.remove(...values)) || (await this.get(values[0], values[1])) === null }
  },
  'orders by id alone': class extends MemoryStore {
    async list(projectId, filter, offset, limit) {
      const all = await super.list(projectId, filter, 0, 1e9)
      return all.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(offset, offset + limit)
    }
  },
  'orders by language': class extends MemoryStore {
    async list(projectId, filter, offset, limit) {
      const all = await super.list(projectId, filter, 0, 1e9)
      return all.sort((a, b) => a.created - b.created || a.id.localeCompare(b.id)).slice(offset, offset + limit)
    }
  },
  'orders by creation and id alone': class extends MemoryStore {
    async list(projectId, filter, offset, limit) {
      const all = await super.list(projectId, filter, 0, 1e9)
      return all.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)).slice(offset, offset + limit)
    }
  },
  'has no place for turns': class extends MemoryStore {
    insert({ turn: _, ...record }) { return super.insert(record) }
  },
  'orders numbers as text': class extends MemoryStore {
    async list(projectId, filter, offset, limit) {
      const all = await super.list(projectId, filter, 0, 1e9)
      return all.sort((a, b) => (`${a.created}` < `${b.created}` ? -1 : 1)).slice(offset, offset + limit)
    }
  },
  'takes the limit for the end': class extends MemoryStore {
    async list(projectId, filter, offset, limit) { return (await super.list(projectId, filter, 0, 1e9)).slice(offset, limit) }
  },
  ...Object.fromEntries(
    ['key_spec', 'key_state', 'enterprise_project_id', 'key_id', 'due_by', 'kind'].map((member) => [
      `filters not by ${member}`,
      class extends MemoryStore {
        async list(projectId, filter, offset, limit) {
          const { [member]: _, ...rest } = filter
          return super.list(projectId, rest, offset, limit)
        }
      },
    ]),
  ),
  'filters by what is due before': class extends MemoryStore {
    list(projectId, filter, ...page) {
      const due = filter.due_by === undefined ? {} : { due_by: filter.due_by - 1 }
      return super.list(projectId, { ...filter, ...due }, ...page)
    }
  },
  'counts everything': class extends MemoryStore {
    count(projectId, { kind }) { return super.count(projectId, { kind }) }
  },
  'hands out what it keeps': class extends MemoryStore {
    #kept = new Map()
    async insert(record) {
      const answer = await super.insert(record)
      if (answer === null) this.#kept.set(`${record.project_id} ${record.id}`, record)
      return answer
    }
    async get(projectId, id) { return this.#kept.get(`${projectId} ${id}`) ?? super.get(projectId, id) }
  },
  'has 1 kB for data': class extends MemoryStore {
    insert(record) { return super.insert({ ...record, data: record.data.slice(0, 1024) }) }
  },
  'keeps numbers in 32 bits': class extends MemoryStore {
    insert(record) { return super.insert({ ...record, created: record.created | 0 }) }
  },
  'rejects': class extends MemoryStore {
    async get() { throw new Error('disk') }
  },
}

suite('a store is found out that', () => {
  for (const [name, Broken] of Object.entries(BROKEN)) {
    test(name, async () => {
      const broken = []
      for (const promise of storeConformance(() => new Broken())) {
        await promise.run().catch((error) => broken.push(`${promise.name}: ${error.message}`))
      }
      assert.notDeepEqual(broken, [])
    })
  }

  test('names of promises are sentences of their own', () => {
    const names = storeConformance(() => new MemoryStore()).map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
  })
})

suite('the service on a store of a caller', () => {
  const SPECS = ['AES_256', 'SM4', 'RSA_2048', 'EC_P256', 'EC_P384', 'SM2', 'SECP256K1', 'ED25519', 'HMAC_256']

  /** What is answered to the same calls at the same times with the same randomness. */
  async function answers(store) {
    const clock = new ManualClock()
    const kms = await openForTesting({ clock, random: seededRandom('the same'), store, maxKeys: 20 })
    const all = []
    const call = async (method, request) => {
      const answer = await kms[method](request).catch(({ code, field, message }) => ({ code, field, message }))
      all.push([method, answer])
      clock.advance(1000)
      return answer
    }
    const ids = []
    for (const key_spec of SPECS) ids.push((await call('createKey', { key_alias: key_spec, key_spec })).key_info.key_id)
    await call('createKey', { key_alias: 'SM4' })
    for (const key_id of ids) await call('showPublicKey', { key_id })
    const { cipher_text } = await call('encryptData', { key_id: ids[0], plain_text: 'four apples' })
    await call('decryptData', { cipher_text })
    await call('createAlias', { key_id: ids[1], alias: 'alias/orders' })
    await call('createAlias', { key_id: ids[0], alias: 'alias/orders' })
    await call('createKmsTag', { key_id: 'alias/orders', tag: { key: 'team', value: 'a' } })
    await call('enableKeyRotation', { key_id: ids[0] })
    await call('updateKeyAlias', { key_id: ids[2], key_alias: 'SM4' })
    await call('updateKeyAlias', { key_id: ids[2], key_alias: 'renamed' })
    await call('disableKey', { key_id: ids[3] })
    await call('deleteKey', { key_id: ids[1], pending_days: 7 })
    await call('listKeys', { key_spec: 'ALL', limit: 3, marker: 2 })
    await call('listKeys', { key_spec: 'ALL', key_state: '4' })
    clock.advance(400 * 86_400_000)
    for (const key_id of ids) await call('listKeyDetail', { key_id })
    await call('decryptData', { cipher_text })
    await call('showKeyRotationStatus', { key_id: ids[0] })
    await call('createKey', { key_alias: 'SM4', key_spec: 'SM4' })
    await call('listAliases')
    await call('listKmsByTags')
    await call('listKmsTags')
    await call('showUserQuotas')
    await kms.close()
    return all
  }

  test('answers what it answers on its own memory', async () => {
    assert.deepEqual(await answers(new MemoryStore()), await answers(undefined))
  })

  test('finds its keys again with the same root key, and not with another', async () => {
    const [store, rootKey] = [new MemoryStore(), crypto.getRandomValues(new Uint8Array(32))]
    const first = await Kms.open({ store, rootKey })
    const { key_info: { key_id } } = await first.createKey({ key_alias: 'orders' })
    const { cipher_text } = await first.encryptData({ key_id, plain_text: 'four apples' })
    await first.close()
    const second = await Kms.open({ store, rootKey })
    assert.equal((await second.decryptData({ cipher_text })).plain_text, 'four apples')
    for (const options of [{ store }, { store, rootKey: crypto.getRandomValues(new Uint8Array(32)) }]) {
      const other = await Kms.open(options)
      await assert.rejects(other.listKeyDetail({ key_id }), { name: 'KmsError', code: 'ERR_RECORD', status: 500 })
      await other.close()
    }
    const elsewhere = await Kms.open({ store, rootKey, projectId: 'f'.repeat(32) })
    await assert.rejects(elsewhere.listKeyDetail({ key_id }), { code: 'KMS.0207' })
    await Promise.all([second.close(), elsewhere.close()])
  })

  test('finds out what was changed outside, member by member', async () => {
    const changes = { alias: 'other', key_spec: 'SM4', key_state: '3', enterprise_project_id: 'e', created: 1, turn: 1, due: 5, revision: 9, data: '1.a.{}' }
    for (const [member, value] of Object.entries(changes)) {
      const store = new MemoryStore()
      const kms = await Kms.open({ store })
      const { key_info: { key_id } } = await kms.createKey({ key_alias: 'orders' })
      const get = store.get
      store.get = async (...values) => ({ ...(await get.call(store, ...values)), [member]: value })
      await assert.rejects(kms.listKeyDetail({ key_id }), { code: 'ERR_RECORD' }, member)
      await kms.close()
    }
  })

  test('keeps no material and no plaintext in the store', async () => {
    const store = new MemoryStore()
    const kms = await openForTesting({ store, seed: { keys: [{ key_id: '0d0466b0-e727-4d9c-b35d-f84bb474a37f', key_alias: 'a', material: Buffer.alloc(32, 'swordfish').toString('base64') }] } })
    const [record] = await store.list('0'.repeat(32), { kind: 'key' }, 0, 9)
    for (const form of ['utf8', 'base64', 'hex']) {
      assert.ok(!JSON.stringify(record).includes(Buffer.alloc(32, 'swordfish').toString(form).slice(0, 24)), form)
    }
    await kms.close()
  })

  test('lists keys of one millisecond in the order in which they were created, as on its own memory', async () => {
    for (const store of [new MemoryStore(), undefined]) {
      const kms = await openForTesting({ clock: new ManualClock(), store })
      const [ids, aliases] = [[], []]
      for (let i = 0; i < 40; i++) {
        ids.push((await kms.createKey({ key_alias: `key-${i}` })).key_info.key_id)
        aliases.push((await kms.createAlias({ key_id: ids[i], alias: `alias/${(i * 7) % 40}` })).alias)
      }
      assert.deepEqual((await kms.listKeys({ limit: 1000 })).keys, ids)
      const found = await kms.listKmsByTags({ action: 'filter', limit: 1000 })
      assert.deepEqual(found.resources.map(({ resource_id }) => resource_id), ids)
      const listed = await kms.listAliases({ limit: 1000 })
      assert.deepEqual(listed.aliases.map(({ alias }) => alias), aliases)
      await kms.close()
    }
  })

  test('that answers with the record of another key is ERR_RECORD, and encrypts nothing', async () => {
    const store = new MemoryStore()
    const kms = await Kms.open({ store })
    const [victim, other] = [await kms.createKey({ key_alias: 'victim' }), await kms.createKey({ key_alias: 'other' })]
    const get = store.get
    store.get = (projectId) => get.call(store, projectId, other.key_info.key_id)
    const request = { key_id: victim.key_info.key_id, plain_text: 'four apples' }
    await assert.rejects(kms.encryptData(request), { code: 'ERR_RECORD' })
    await kms.close()
  })

  const failing = {
    'throws': () => { throw new Error('disk') },
    'rejects': async () => { throw new Error('disk') },
    'rejects later': async () => { await turn(); throw new Error('disk') },
  }
  for (const [name, fail] of Object.entries(failing)) {
    test(`that ${name} is ERR_STORE, with the reason as cause; the next call works`, async () => {
      const store = new MemoryStore()
      const kms = await Kms.open({ store })
      for (const method of ['insert', 'count']) {
        const own = store[method]
        store[method] = fail
        const error = await kms.createKey({ key_alias: 'orders' }).catch((error) => error)
        assert.ok(isKmsError(error))
        assert.deepEqual([error.code, error.status, error.cause?.message], ['ERR_STORE', 500, 'disk'])
        store[method] = own
      }
      await kms.createKey({ key_alias: 'orders' })
      await kms.close()
    })
  }

  test('that answers what no store answers is ERR_STORE', async () => {
    for (const [method, answers] of Object.entries({ insert: [5, {}, true], count: ['1', -1, 1.5, null, NaN], list: [null, {}, [5]] })) {
      for (const answer of answers) {
        const store = new MemoryStore()
        const kms = await Kms.open({ store })
        store[method] = async () => answer
        const call = method === 'list' ? kms.listKeys() : kms.createKey({ key_alias: 'orders' })
        await assert.rejects(call, { code: 'ERR_STORE' }, `${method} ${JSON.stringify(answer)}`)
        await kms.close()
      }
    }
  })

  test('that is slow keeps calls apart: 20 that want one name make one key', async () => {
    class Slow extends MemoryStore {}
    for (const method of ['insert', 'replace', 'get', 'list', 'count', 'remove']) {
      Slow.prototype[method] = async function (...values) {
        await turn()
        const answer = await MemoryStore.prototype[method].apply(this, values)
        await turn()
        return answer
      }
    }
    const kms = await Kms.open({ store: new Slow() })
    const calls = Array.from({ length: 20 }, () => kms.createKey({ key_alias: 'wanted' }).catch(({ code }) => code))
    const outcomes = await Promise.all(calls)
    assert.equal(outcomes.filter((outcome) => outcome === 'KMS.1104').length, 19)
    const { key_info: { key_id } } = outcomes.find((outcome) => outcome !== 'KMS.1104')
    const tags = Array.from({ length: 10 }, (_, i) => kms.createKmsTag({ key_id, tag: { key: `t${i}` } }))
    await Promise.all(tags)
    assert.equal((await kms.showKmsTags({ key_id })).existTagsNum, 10)
    await kms.close()
  })

  test('two services on one store see each other', async () => {
    const [store, rootKey] = [new MemoryStore(), crypto.getRandomValues(new Uint8Array(32))]
    const [first, second] = [await Kms.open({ store, rootKey }), await Kms.open({ store, rootKey })]
    const both = [first, second].map((kms) => kms.createKey({ key_alias: 'wanted' }).catch(({ code }) => code))
    assert.equal((await Promise.all(both)).filter((outcome) => outcome === 'KMS.1104').length, 1)
    assert.equal((await second.listKeys()).total, 1)
    await Promise.all([first.close(), second.close()])
  })
})
