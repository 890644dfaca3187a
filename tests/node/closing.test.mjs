// Kms.close always ends: with calls that come to their end, with a store that never answers, and with a search.
//   node --test tests/node/closing.test.mjs
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { suite, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { MemoryStore } from 'pocket-kms/testing'
import { dump } from './module-memory.mjs'

const { isKmsError, Kms } = await import('pocket-kms')
const request = { key_alias: 'orders' }
const CLOSED = { name: 'KmsError', code: 'ERR_DISPOSED' }

/** A store whose `count`, which every new key asks for, answers from when the test says so. */
class HeldStore extends MemoryStore {
  asked = new Promise((resolve) => (this.isAsked = resolve))
  #isHeld = true

  count(projectId, filter) {
    if (!this.#isHeld) return super.count(projectId, filter)
    return new Promise((resolve) => {
      this.answer = () => {
        this.#isHeld = false
        resolve(super.count(projectId, filter))
      }
      this.isAsked()
    })
  }
}

/** Whether a promise has come to its end by now, as far as nothing but promises is waited for. */
async function hasEnded(promise) {
  let ended = false
  promise.then(() => (ended = true), () => (ended = true))
  await setImmediate()
  return ended
}

suite('close', () => {
  test('waits for a call that is under way, which is answered', async () => {
    const store = new HeldStore()
    const kms = await Kms.open({ store })
    const call = kms.createKey(request)
    await store.asked
    const closing = kms.close()
    assert.equal(await hasEnded(closing), false)
    store.answer()
    assert.equal((await call).key_info.key_id.length, 36)
    await closing
  })

  test('waits for 5 seconds for a store that does not answer, then refuses the call', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const store = new HeldStore()
    const kms = await Kms.open({ store })
    const calls = [kms.createKey(request), kms.createKey({ key_alias: 'other' })]
    await store.asked
    const closing = kms.close()
    const refused = Promise.all(calls.map((call) => assert.rejects(call, CLOSED)))
    t.mock.timers.tick(4_999)
    assert.deepEqual([await hasEnded(closing), await hasEnded(refused)], [false, false])
    t.mock.timers.tick(1)
    await closing
    await refused
  })

  test('leaves nothing of the root key, and hears no late answer', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const rootKey = crypto.getRandomValues(new Uint8Array(32))
    const store = new HeldStore()
    const kms = await Kms.open({ store, rootKey })
    const call = kms.createKey(request).catch((error) => error)
    await store.asked
    const closing = kms.close()
    t.mock.timers.tick(5_000)
    await closing
    assert.equal((await call).code, 'ERR_DISPOSED')
    assert.ok(!dump().includes(Buffer.from(rootKey)))
    store.answer()
    await setImmediate()
    assert.equal(await MemoryStore.prototype.count.call(store, '0'.repeat(32), { kind: 'key' }), 0)
    await (await Kms.open({ store: new MemoryStore() })).close()
  })

  for (const maxWorkers of [0, 2]) {
    test(`ends a search for primes that is still under way then, maxWorkers ${maxWorkers}`, async (t) => {
      const kms = await Kms.open({ maxWorkers })
      t.mock.timers.enable({ apis: ['setTimeout'] })
      const calls = []
      let reports = 0
      const begun = new Promise((resolve) => {
        const onProgress = () => {
          reports++
          resolve()
        }
        // One of them goes on: no search is as short as all of these.
        for (let i = 0; i < 8; i++) calls.push(kms.createKey({ key_alias: `rsa-${i}`, key_spec: 'RSA_4096' }, { onProgress }))
      })
      await begun
      const closing = kms.close()
      t.mock.timers.tick(5_000)
      await closing
      const ends = await Promise.allSettled(calls)
      const refused = ends.filter(({ status }) => status === 'rejected')
      assert.ok(refused.length > 0)
      for (const { reason } of refused) assert.ok(isKmsError(reason) && reason.code === 'ERR_DISPOSED', reason)
      const last = reports
      for (let turn = 0; turn < 50; turn++) await setImmediate()
      assert.equal(reports, last)
    })
  }

  test('does not keep a process alive while it waits', () => {
    const program = `
      import { Kms } from 'pocket-kms'
      const methods = ['insert', 'replace', 'get', 'list', 'count', 'remove']
      const kms = await Kms.open({ store: Object.fromEntries(methods.map((name) => [name, () => new Promise(() => {})])) })
      kms.createKey({ key_alias: 'orders' }).catch(() => console.log('refused'))
      kms.close().then(() => console.log('closed'))
      process.on('exit', () => console.log('exit'))`
    const options = { cwd: new URL('.', import.meta.url), timeout: 60_000 }
    assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', program], options).toString(), 'exit\n')
  })
})

