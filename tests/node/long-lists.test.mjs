// Lists of many keys: other work of the thread has its turns while they are made, and who gives up is not kept
// waiting for the rest.
//   node --test tests/node/long-lists.test.mjs
import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, suite, test } from 'node:test'
import { ManualClock, openForTesting } from 'pocket-kms/testing'

const KEYS = 20_000
const DAY = 86_400_000
/** How many bytes of records are worked on between two turns, how few a record of these keys has, and how many
 * more it counts for if it is changed. */
const [TURN, RECORD, CHANGE] = [65_536, 400, 2048]
const PROJECT = '0'.repeat(32)

const clock = new ManualClock()
const ids = []
let kms
before(async () => {
  kms = await openForTesting({ clock })
  for (let i = 0; i < KEYS; i++) {
    const { key_info: { key_id } } = await kms.createKey({ key_alias: `key-${i}` })
    await kms.createKmsTag({ key_id, tag: { key: `team-${i % 10}`, value: `${i % 1000}` } })
    ids.push(key_id)
    clock.advance(1)
  }
})
after(() => kms.close())

/** What `work` comes to, and how many turns other work has had meanwhile. */
async function watched(t, work) {
  let [turns, isOver] = [0, false]
  const other = (async () => {
    for (; !isOver; turns++) await new Promise((resolve) => setImmediate(resolve))
  })()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const outcome = await work().finally(() => { isOver = true })
  delay.disable()
  const had = turns
  await other
  t.diagnostic(`${had} turns, the longest wait for one ${(delay.max / 1e6).toFixed(1)} ms`)
  return { outcome, turns: had }
}

suite(`of ${KEYS.toLocaleString('en')} keys`, () => {
  const least = Math.floor((KEYS * RECORD) / TURN)

  test(`list-tags gives way ${least} times`, async (t) => {
    const { outcome: { tags }, turns } = await watched(t, () => kms.listKmsTags())
    assert.deepEqual(tags.map(({ key }) => key), Array.from({ length: 10 }, (_, i) => `team-${i}`))
    for (const { key, values } of tags) {
      assert.equal(new Set(values).size, 100, key)
      assert.deepEqual(values, [...values].sort())
    }
    assert.ok(turns >= least, `${turns} turns`)
  })

  test(`find-by-tags gives way ${least} times`, async (t) => {
    const request = { tags: [{ key: 'team-3', values: [] }], offset: '1500', limit: '1000' }
    const { outcome: { resources, total_count }, turns } = await watched(t, () => kms.listKmsByTags(request))
    assert.equal(total_count, KEYS / 10)
    const wanted = ids.filter((_, i) => i % 10 === 3).slice(1500)
    assert.deepEqual(resources.map(({ resource_id }) => resource_id), wanted)
    assert.ok(turns >= least, `${turns} turns`)

    const counted = await watched(t, () => kms.listKmsByTags({ action: 'count', matches: [{ key: 'resource_name', value: 'key-1999' }] }))
    assert.deepEqual(counted.outcome, { total_count: 11 })
    assert.ok(counted.turns >= least, `${counted.turns} turns`)
  })

  test('a page of 1,000 of list-keys gives way, too', async (t) => {
    const { outcome, turns } = await watched(t, () => kms.listKeys({ limit: '1000', marker: '7000' }))
    assert.deepEqual(outcome.keys, ids.slice(7000, 8000))
    assert.ok(turns >= Math.floor((1000 * RECORD) / TURN), `${turns} turns`)
  })

  test('who gives up before the end gets the reason, and the list goes no further', async (t) => {
    const controller = new AbortController()
    const request = new Request(`http://localhost/v1.0/${PROJECT}/kms/tags`, { signal: controller.signal })
    const { outcome, turns } = await watched(t, async () => {
      const answer = kms.fetch(request).catch((reason) => reason)
      setImmediate(() => controller.abort(new Error('no longer')))
      return answer
    })
    assert.equal(outcome.message, 'no longer')
    assert.ok(turns < least, `${turns} turns`)
  })

  test('calls that come during a list are answered before it', async () => {
    let isOver = false
    const list = kms.listKmsTags().finally(() => { isOver = true })
    for (let i = 0; i < 20; i++) await kms.encryptData({ key_id: ids[i], plain_text: 'x' })
    assert.equal(isOver, false)
    await list
  })

  test('all of which are due, a look at the quota gives way while they go', async (t) => {
    for (const key_id of ids) await kms.deleteKey({ key_id, pending_days: '7' })
    clock.advance(7 * DAY)
    const { outcome, turns } = await watched(t, () => kms.showUserInstances())
    assert.equal(outcome.instance_num, 0)
    const due = Math.floor((KEYS * (RECORD + CHANGE)) / TURN)
    assert.ok(turns >= due, `${turns} turns of ${due}`)
  })
})
