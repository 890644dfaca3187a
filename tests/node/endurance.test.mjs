// What many operations in a row do: no salt and no iv comes twice, keys that are gone leave nothing, a store of many keys
// answers as one of few.
//   node --test tests/node/endurance.test.mjs
// POCKET_KMS_SOAK=1, as `make soak` sets it, runs the long forms.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Kms } from 'pocket-kms'

const isSoak = process.env.POCKET_KMS_SOAK === '1'
const ENCRYPTIONS = isSoak ? 1_000_000 : 100_000
const CYCLES = isSoak ? 100_000 : 20_000
const KEYS = isSoak ? 100_000 : 10_000

/** Where the iv is, in bytes, and the beginning of the salt: docs/formats.md. */
const PLACES = { iv: 96, salt: 47 }
/** How much more may be in use in the end than after the first tenth. */
const GROWTH = 0.05

test(`${told(ENCRYPTIONS)} encryptions under one key draw as many salts and ivs`, async (t) => {
  const kms = await Kms.open()
  const { key_info: { key_id } } = await kms.createKey({ key_alias: 'endurance' })
  const request = { key_id, plain_text: 'x' }
  // Each as three columns of numbers: a set of as many texts would need a few hundred megabytes.
  const drawn = Object.entries(PLACES).map(([name, place]) => ({ name, place, numbers: new Uint32Array(3 * ENCRYPTIONS) }))
  const start = performance.now()
  for (let i = 0; i < ENCRYPTIONS; i++) {
    const { cipher_text } = await kms.encryptData(request)
    const blob = Buffer.from(cipher_text, 'base64')
    for (const { place, numbers } of drawn) {
      for (let part = 0; part < 3; part++) numbers[3 * i + part] = blob.readUInt32BE(place + 4 * part)
    }
  }
  t.diagnostic(`${told(ENCRYPTIONS)} encryptions: ${micro(start, ENCRYPTIONS)} µs each`)
  for (const { name, numbers } of drawn) {
    assert.equal(twice(numbers), 0, name)
    // The same place says the same of those that are the same.
    numbers.copyWithin(0, numbers.length - 3)
    assert.equal(twice(numbers), 1, name)
  }
  await kms.close()
})

test(`${told(CYCLES)} keys that are created, scheduled for deletion and gone leave no memory in use`, async (t) => {
  const { samples, gone, left } = await inChild(cycles, CYCLES)
  assert.deepEqual({ gone, left }, { gone: CYCLES, left: 0 })
  const [first, last] = [samples[0], samples.at(-1)]
  for (const [i, { wasm, heap }] of samples.entries()) t.diagnostic(`after ${i + 1} tenths: wasm ${kib(wasm)}, heap ${kib(heap)}`)
  for (const name of ['wasm', 'heap']) {
    const growth = last[name] / first[name] - 1
    assert.ok(growth <= GROWTH, `${name} has grown by ${(100 * growth).toFixed(1)} % since the first tenth`)
  }
})

test(`a store of ${told(KEYS)} keys answers as one of 100`, async (t) => {
  // Engines compile what runs often a second time, better: not before the figures of the many alone.
  const other = await Kms.open()
  for (let i = 0; i < 2_000; i++) await other.createKey({ key_alias: `key-${i}` })
  await other.close()

  const kms = await Kms.open()
  const ids = []
  const create = async () => {
    const { key_info } = await kms.createKey({ key_alias: `key-${ids.length}` })
    ids.push(key_info.key_id)
  }
  // From all over the store.
  const describe = async (i) => {
    const at = (i * 7919) % ids.length
    const { key_info } = await kms.listKeyDetail({ key_id: ids[at] })
    assert.equal(key_info.key_id, ids[at])
    assert.equal(key_info.key_alias, `key-${at}`)
  }
  const few = await costs(create, describe, async () => { while (ids.length < 100) await create() })
  const many = await costs(create, describe, async () => { while (ids.length < KEYS) await create() })

  // Each of them is there, once, in the order of its making, and counted.
  assert.equal(new Set(ids).size, ids.length)
  assert.equal((await kms.showUserInstances()).instance_num, ids.length)
  const page = await kms.listKeys({ limit: '1000', marker: String(ids.length - 50) })
  assert.deepEqual(new Set(page.keys), new Set(ids.slice(-50)))
  assert.equal(page.total, ids.length)
  await assert.rejects(kms.createKey({ key_alias: 'key-0' }), { code: 'KMS.1104' })
  for (const name of ['createKey', 'listKeyDetail']) {
    const ratio = (many[name] / few[name]).toFixed(2)
    t.diagnostic(`${name}: ${few[name].toFixed(1)} µs beside 100 keys, ${many[name].toFixed(1)} µs beside ${told(KEYS)}: ${ratio} times as long`)
  }
  await kms.close()
})

/** How often what was drawn, three numbers in a row, is what was drawn before. */
function twice(drawn) {
  // By the first number they fall into 2^16 heaps; few are in each.
  const heaps = new Map()
  let count = 0
  for (let at = 0; at < drawn.length; at += 3) {
    const heap = heaps.get(drawn[at] >>> 16) ?? []
    if (heap.some((other) => [0, 1, 2].every((part) => drawn[other + part] === drawn[at + part]))) count += 1
    heap.push(at)
    heaps.set(drawn[at] >>> 16, heap)
  }
  return count
}

/** Microseconds a call once the store has been filled: medians of blocks of calls. */
async function costs(create, describe, fill) {
  await fill()
  for (let i = 0; i < 500; i++) await describe(i)
  const blocks = { createKey: [], listKeyDetail: [] }
  for (let block = 0; block < 20; block++) {
    let start = performance.now()
    for (let i = 0; i < 50; i++) await create()
    blocks.createKey.push(micro(start, 50))
    start = performance.now()
    for (let i = 0; i < 50; i++) await describe(50 * block + i)
    blocks.listKeyDetail.push(micro(start, 50))
  }
  const median = (list) => list.map(Number).sort((a, b) => a - b)[list.length >> 1]
  return { createKey: median(blocks.createKey), listKeyDetail: median(blocks.listKeyDetail) }
}

/** Runs in a process of its own, whose text it is: nothing else is in memory there. */
async function cycles(count) {
  let memory
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = async (...args) => {
    const instance = await instantiate(...args)
    memory = (instance.instance ?? instance).exports.memory
    return instance
  }
  const { ManualClock, openForTesting } = await import('pocket-kms/testing')
  const clock = new ManualClock()
  const kms = await openForTesting({ clock })
  const [specs, block] = [['AES_256', 'SM4', 'HMAC_256', 'ED25519'], 100]
  const isGone = (key_id) => kms.listKeyDetail({ key_id }).then(() => false, ({ code }) => code === 'KMS.0207')
  const samples = []
  let gone = 0

  for (let made = 0; made < count; made += block) {
    const ids = []
    for (let i = 0; i < block; i++) {
      // The aliases are those of the block before: they are free again.
      const { key_info } = await kms.createKey({ key_alias: `key-${i}`, key_spec: specs[i % specs.length] })
      await kms.deleteKey({ key_id: key_info.key_id, pending_days: '7' })
      ids.push(key_info.key_id)
    }
    clock.advance(7 * 86_400_000)
    // They are gone for who looks at one, and for who counts; in turn one of the two comes first.
    if ((made / block) % 2 === 0) await kms.showUserInstances()
    for (const key_id of ids) gone += Number(await isGone(key_id))
    if (((made + block) * 10) % count === 0) {
      await new Promise(setImmediate)
      globalThis.gc()
      samples.push({ wasm: memory.buffer.byteLength, heap: process.memoryUsage().heapUsed })
    }
  }
  return { samples, gone, left: (await kms.showUserInstances()).instance_num }
}

/** What `work` answers in a process where the garbage can be collected. */
async function inChild(work, ...values) {
  const script = `${work}\nconsole.log(JSON.stringify(await ${work.name}(...${JSON.stringify(values)})))`
  const args = ['--expose-gc', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
  return JSON.parse(stdout)
}

function micro(start, count) {
  return (((performance.now() - start) * 1000) / count).toFixed(1)
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(0)} KiB`
}

function told(number) {
  return number.toLocaleString('en')
}
