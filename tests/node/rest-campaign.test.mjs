// Ten thousand requests that are nearly good: each is answered as all are, by no error of the server's, and what
// is refused has changed nothing.
//   node --test tests/node/rest-campaign.test.mjs
// POCKET_KMS_SOAK=1, as `make soak` sets it, sends a hundred thousand. POCKET_KMS_SEED names other ones.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ManualClock, openForTesting, seededRandom } from 'pocket-kms/testing'
import { read } from './asking.mjs'
import { CountingStore } from './counting-store.mjs'
import { drawsOf, mutated } from './rest-mutations.mjs'
import { goodRequests, SEED } from './rest-requests.mjs'
import { listsOf, serve } from './serving.mjs'

const COUNT = process.env.POCKET_KMS_SOAK === '1' ? 100_000 : 10_000
const OVER_HTTP = COUNT / 20
/** After so many the keys are fresh: too many of them have been disabled, or are to be deleted. */
const ROUND = 1_000
const seed = process.env.POCKET_KMS_SEED ?? 'campaign'

const CREDENTIALS = [
  {},
  { auth: { token: ['swordfish'] }, token: 'swordfish' },
  { auth: { aksk: [{ ak: 'AK', sk: 'SK' }] }, key: { ak: 'AK', sk: 'SK' } },
]

test(`${COUNT} requests are answered, and what is refused changes nothing`, async (t) => {
  const outcomes = new Outcomes()
  for (let round = 0; round * ROUND < COUNT; round++) {
    const { auth, ...credentials } = CREDENTIALS[round % CREDENTIALS.length]
    const own = { store: new CountingStore(), clock: new ManualClock() }
    const kms = await openForTesting({ ...own, auth, seed: SEED, random: seededRandom(`${seed} ${round}`) })
    const good = await goodRequests(kms)
    const draws = drawsOf(`${seed} ${round}`)
    for (let i = 0; i < ROUND; i++) {
      const sent = mutated(good, draws, { ...credentials, ms: own.clock.now() })
      const request = requestOf(sent)
      if (!request) {
        outcomes.count('no request')
        continue
      }
      const before = own.store.changes
      const { status } = await explained(sent, `${round}/${i}`, async () => {
        const answer = await read(request.method, await kms.fetch(request))
        assert.ok(answer.status < 500 || answer.status === 501, answer.text)
        if (answer.status >= 400) assert.equal(own.store.changes, before, answer.text)
        return answer
      })
      outcomes.count(status, sent.name)
    }
    await kms.close()
  }
  outcomes.tell(t)
  outcomes.assertMixed()
})

test(`${OVER_HTTP} more are so over HTTP, on one connection`, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'campaign-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'seed.json')
  await writeFile(file, JSON.stringify(SEED))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const outcomes = new Outcomes()
  for (let round = 0; round * ROUND < OVER_HTTP; round++) {
    const server = await serve(['--seed', file, '--log', 'none'])
    // If it has stopped by then this does nothing.
    t.after(() => server.child.kill('SIGKILL'))
    const good = await goodRequests(methodsOf(server))
    const draws = drawsOf(`${seed} http ${round}`)
    let known = await listsOf(server)
    for (let i = 0; i < ROUND && round * ROUND + i < OVER_HTTP; i++) {
      const { name, method, target, headers, body } = mutated(good, draws, {})
      const status = await explained({ method, target, headers, body }, `http ${round}/${i}`, async () => {
        const answer = await server.send(method, target, { headers: grouped(headers), body, agent }).catch(noRequest)
        assert.ok(answer.status < 500 || answer.status === 501 || !answer.status, answer.text)
        const lists = await listsOf(server)
        if (answer.status >= 400) assert.equal(lists, known, answer.text)
        known = lists
        return answer.status ?? 'no request'
      })
      outcomes.count(status, name)
    }
    const { code, stderr } = await server.stop()
    assert.deepEqual([code, stderr], [0, ''])
  }
  agent.destroy()
  outcomes.tell(t)
  outcomes.assertMixed()
})

/** How often a request ended how, and which operations were carried out. */
class Outcomes {
  #counts = new Map()
  #done = new Set()

  count(outcome, name) {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1)
    if (outcome < 300) this.#done.add(name)
  }

  tell(t) {
    const list = [...this.#counts].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    t.diagnostic(`seed ${seed}: ${list.map(([outcome, count]) => `${outcome} × ${count}`).join(', ')}; ${this.#done.size} operations carried out`)
  }

  /** A campaign in which all is refused, or nothing, proves nothing. */
  assertMixed() {
    for (const outcome of [200, 204, 400, 404, 405]) assert.ok(this.#counts.get(outcome) > 0, `no ${outcome}`)
    assert.ok(this.#done.size > 30, `${this.#done.size} operations`)
  }
}

/** As a Request, if it can be one. */
function requestOf({ method, target, headers, body }) {
  try {
    return new Request(`http://kms${target}`, { method, headers, body: /^(GET|HEAD)$/i.test(method) ? undefined : body })
  } catch (error) {
    assert.ok(error instanceof TypeError)
    return undefined
  }
}

/** Tells which request it was that something is wrong with. */
async function explained(sent, place, work) {
  try {
    return await work()
  } catch (error) {
    error.message += `\nseed ${seed}, ${place}: ${JSON.stringify({ ...sent, body: String(sent.body) }).slice(0, 2_000)}`
    throw error
  }
}

/** What Node's client does not send is none. */
function noRequest(error) {
  if (/^ERR_(INVALID|UNESCAPED|HTTP)/.test(error.code)) return {}
  throw error
}

function grouped(pairs) {
  const headers = {}
  for (const [name, value] of pairs) headers[name] = name in headers && name !== 'Host' ? [headers[name], value].flat() : value
  return headers
}

/** The methods that good requests are made by, over HTTP. */
function methodsOf({ send }) {
  const call = (path) => async (body) => (await send('POST', path, { body })).answer
  return {
    encryptData: call('encrypt-data'), createDatakey: call('create-datakey'), sign: call('sign'), generateMac: call('generate-mac'),
    createParametersForImport: call('get-parameters-for-import'),
  }
}
