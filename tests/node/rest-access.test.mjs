// Who may ask: tokens, signatures, origins, names of the host; and the options that say so.
//   node --test tests/node/rest-access.test.mjs
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { Kms } from 'pocket-kms'
import { ManualClock, openForTesting } from 'pocket-kms/testing'
import { ask, CORS, PREFLIGHT, targetOf } from './asking.mjs'
import { CountingStore } from './counting-store.mjs'
import { signed } from './signing.mjs'

const NOW = Date.parse('2026-06-09T08:00:00Z')
const MINUTE = 60_000

/** A service whose store counts, closed when the suite is over. */
function service(options) {
  const own = { store: new CountingStore(), clock: new ManualClock(NOW) }
  before(async () => (own.kms = await openForTesting({ ...own, ...options })))
  after(() => own.kms.close())
  return own
}

/** Asks for a key with these headers: it is refused so, and there is none. */
async function refused({ kms, store }, status, code, headers, more) {
  const answer = await ask(kms, 'POST', 'create-key', { body: { key_alias: 'refused' }, headers, more })
  assert.deepEqual([answer.status, answer.code], [status, code], JSON.stringify(headers))
  assert.equal(store.changes, 0)
  return answer
}

suite('a token', () => {
  const own = service({ auth: { token: ['first', 'second'] } })

  test('that was given out is accepted', async () => {
    for (const token of ['first', 'second', ' first ']) {
      assert.equal((await ask(own.kms, 'GET', 'tags', { headers: { 'x-auth-token': token } })).status, 200)
    }
  })
  test('that is missing, empty or there twice is none', async () => {
    for (const headers of [{}, { 'X-Auth-Token': '' }, { 'X-Auth-Token': '  ' }, { Authorization: 'Bearer first' }, { Cookie: 'X-Auth-Token=first' }]) {
      await refused(own, 403, 'KMS.0301', headers)
    }
  })
  test('that is another is refused', async () => {
    for (const token of ['firs', 'firstt', 'First', 'first, second', 'first,first', 'first second', '\u00ff', 'x'.repeat(10_000), 'null']) {
      await refused(own, 403, 'KMS.0302', { 'X-Auth-Token': token })
    }
  })
  test('comes before path, method and body: nothing is told to whoever has none', async () => {
    for (const [method, path] of [['GET', 'create-key'], ['POST', 'create-grant'], ['POST', '/none'], ['GET', '/v3/projects'], ['POST', 'create-key']]) {
      const { status, code } = await ask(own.kms, method, path, { body: method === 'GET' ? undefined : '{' })
      assert.deepEqual([status, code], [403, 'KMS.0301'], path)
    }
  })
  test('is not asked for where nothing is told', async () => {
    for (const path of ['/health', '/', '/v1.0']) assert.equal((await ask(own.kms, 'GET', path)).status, 200)
  })
})

suite('a signature', () => {
  const key = { ak: 'AKEXAMPLE', sk: 'the/secret+key' }
  const own = service({ auth: { aksk: [{ ak: 'OTHER', sk: 'other' }, key] } })
  const target = targetOf('create-key')
  const body = JSON.stringify({ key_alias: 'refused' })
  const sdk = { Host: 'kms.example:80', 'Content-Type': 'application/json', 'User-Agent': 'huaweicloud-usdk-go/3.0', 'X-Project-Id': 'p' }
  const sign = (request, by) => signed({ target, body, headers: sdk, ...request }, { ...key, ms: NOW, ...by })
  const lists = ['content-type;host;user-agent;x-project-id;x-sdk-date', 'user-agent;x-project-id;x-sdk-date', 'x-sdk-date', 'x-sdk-date;host', 'x-sdk-date;host;host']

  test('of any list of headers is accepted', async () => {
    for (const list of lists) {
      const { status, text } = await ask(own.kms, 'POST', 'gen-random', {
        body: '{"random_data_length":"512"}\n',
        headers: signed(
          { target: targetOf('gen-random'), body: '{"random_data_length":"512"}\n', headers: sdk },
          { ...key, ms: NOW, names: list.split(';') },
        ),
      })
      assert.equal(status, 200, `${list}: ${text}`)
    }
  })
  test('of paths and queries in any encoding is accepted', async () => {
    for (const path of ['tags', 'aliases?limit=10&marker=0', 'aliases?marker=%30&limit=10', 'aliases?limit=10&x=a%20b%2Bc%2F%C3%BC', 'aliases?b&a=%7e&limit=1&c=']) {
      const headers = signed({ method: 'GET', target: targetOf(path), headers: sdk }, { ...key, ms: NOW })
      assert.equal((await ask(own.kms, 'GET', path, { headers })).status, 200, path)
    }
    const path = '00000000-0000-4000-8000-000000000001/tags/a%20b%252f%c3%bc_%3A'
    const headers = signed({ method: 'DELETE', target: targetOf(path), headers: sdk }, { ...key, ms: NOW })
    assert.equal((await ask(own.kms, 'DELETE', path, { headers })).code, 'KMS.0207')
  })
  test('stands for one request: of spellings that are signed alike none is accepted but the one that the service reads so', async () => {
    const tags = '00000000-0000-4000-8000-000000000001/tags'
    for (const [method, spellings] of [
      ['DELETE', [`${tags}/a%2Fb`, `${tags}/a%2fb`, `${tags}%2Fa/b`]],
      ['GET', ['aliases?limit=10&limit=20', 'aliases?limit=20&limit=10', 'aliases?limit=20&%6cimit=10', 'aliases?limit=10&limit=10']],
      ['GET', ['aliases?other=1&other=2', 'aliases?other=2&other=1', 'aliases?other&other=', 'aliases?=&=1']],
      ['GET', ['user-quotas%2F', 'user-quotas%2f', '/v1.0%2f0605767a8f80d5762fd3c0186d9a57c0/kms/user-quotas']],
    ]) {
      for (const path of spellings) {
        const headers = signed({ method, target: targetOf(path), headers: sdk }, { ...key, ms: NOW })
        const { status, code } = await ask(own.kms, method, path, { headers })
        assert.deepEqual([status, code], [401, 'APIGW.0301'], path)
      }
    }
    // The same path with the slash that it is signed with: it is the one that the signature stands for.
    const headers = signed({ method: 'DELETE', target: targetOf(`${tags}/a%2Fb`), headers: sdk }, { ...key, ms: NOW })
    assert.equal((await ask(own.kms, 'DELETE', `${tags}/a/b`, { headers })).code, 'KMS.0201')
    assert.equal(own.store.changes, 0)
  })
  test('is nothing to a service that asks for none: there the spelling is as good as any', async () => {
    const kms = await openForTesting({ auth: 'none' })
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'tagged' })
    await kms.createKmsTag({ key_id, tag: { key: 'a/b', value: '' } })
    assert.equal((await ask(kms, 'DELETE', `${key_id}/tags/a%2Fb`)).status, 204)
    assert.equal((await ask(kms, 'GET', 'aliases?limit=10&limit=20')).status, 200)
    await kms.close()
  })
  test('of the first key of the list is accepted as well', async () => {
    const headers = signed({ method: 'GET', target: targetOf('tags'), headers: sdk }, { ak: 'OTHER', sk: 'other', ms: NOW })
    assert.equal((await ask(own.kms, 'GET', 'tags', { headers })).status, 200)
  })

  test('by another key is refused, whatever is wrong about the key', async () => {
    const texts = new Set()
    for (const by of [{ sk: 'other' }, { sk: 'the/secret+kex' }, { sk: '' }, { ak: 'AKEXAMPLF' }, { ak: 'OTHER' }, { ak: '' }, { ak: 'akexample' }]) {
      texts.add((await refused(own, 401, 'APIGW.0301', sign({}, by))).text)
    }
    assert.equal(texts.size, 1)
  })
  test('is good for one request: method, path, query, signed headers and body', async () => {
    const good = sign({})
    for (const changed of [{ method: 'PUT' }, { target: targetOf('describe-key') }, { target: `${target}?a=1` }, { body: `${body} ` }, { body: '' }]) {
      await refused(own, 401, 'APIGW.0301', sign(changed))
    }
    for (const [name, value] of [['Host', 'kms.example'], ['User-Agent', 'x'], ['X-Project-Id', 'q'], ['Content-Type', 'text/plain']]) {
      await refused(own, 401, 'APIGW.0301', { ...good, [name]: value })
      const { [name]: _, ...without } = good
      await refused(own, 401, 'APIGW.0301', without)
    }
  })
  test('with a byte changed is refused: each byte, in five ways', async () => {
    const good = sign({})
    const { Authorization } = good
    const start = Authorization.length - 64
    for (let at = start; at < Authorization.length; at++) {
      const digit = Number.parseInt(Authorization[at], 16)
      for (const other of [digit ^ 1, digit ^ 2, digit ^ 4, digit ^ 8].map((it) => it.toString(16)).concat('g')) {
        const changed = Authorization.slice(0, at) + other + Authorization.slice(at + 1)
        await refused(own, 401, 'APIGW.0301', { ...good, Authorization: changed })
      }
    }
  })
  test('with a byte changed anywhere else in the header is refused', async () => {
    const good = sign({})
    const { Authorization } = good
    for (let at = 0; at < Authorization.length - 64; at++) {
      const changed = Authorization.slice(0, at) + String.fromCharCode(Authorization.charCodeAt(at) ^ 1) + Authorization.slice(at + 1)
      await refused(own, 401, 'APIGW.0301', { ...good, Authorization: changed })
    }
  })
  test('that is cut, longer, upper case or of another form is refused', async () => {
    const good = sign({})
    const { Authorization } = good
    for (const changed of [
      '', 'SDK-HMAC-SHA256', Authorization.slice(0, -1), Authorization.slice(0, -2), Authorization.slice(0, -64), `${Authorization}00`, `${Authorization},`,
      `${Authorization}, Signature=00`, Authorization.toUpperCase(), Authorization.replace(/[0-9a-f]{64}$/, (it) => `0${it.slice(1).toUpperCase()}G`.slice(0, 64)),
      Authorization.replace('SDK-HMAC-SHA256', 'SDK-HMAC-SM3'), Authorization.replace('SDK-HMAC-SHA256', 'V11-HMAC-SHA256'), Authorization.replace('SDK', 'sdk'),
      Authorization.replace(/SignedHeaders=[^,]*/, 'SignedHeaders='), Authorization.replace(/SignedHeaders=[^,]*, /, ''), `${Authorization}, ${Authorization}`,
      `Basic ${Buffer.from('AKEXAMPLE:the/secret+key').toString('base64')}`, `Bearer ${key.sk}`, 'x'.repeat(100_000),
    ]) {
      await refused(own, 401, 'APIGW.0301', { ...good, Authorization: changed })
    }
    const { Authorization: _, ...without } = good
    await refused(own, 401, 'APIGW.0301', without)
    await refused(own, 401, 'APIGW.0301', { ...without, 'X-Auth-Token': key.sk })
  })
  test('is good for fifteen minutes on either side of its date', async () => {
    const at = (minutes) => signed({ method: 'GET', target: targetOf('tags'), headers: sdk }, { ...key, ms: NOW + minutes * MINUTE })
    for (const minutes of [-15, -14, 0, 14, 15]) assert.equal((await ask(own.kms, 'GET', 'tags', { headers: at(minutes) })).status, 200)
    for (const minutes of [-1e6, -16, -15 - 1 / 60, 15 + 1 / 60, 16, 1e6]) {
      await refused(own, 401, 'APIGW.0301', sign({}, { ms: NOW + minutes * MINUTE }))
    }
  })
  test('is not good any more when its time is over', async () => {
    const clock = new ManualClock(NOW)
    const kms = await openForTesting({ clock, auth: { aksk: [key] } })
    const headers = signed({ method: 'GET', target: targetOf('tags'), headers: sdk }, { ...key, ms: NOW })
    const statuses = []
    for (const minutes of [14, 1, 1]) {
      clock.advance(minutes * MINUTE)
      statuses.push((await ask(kms, 'GET', 'tags', { headers })).status)
    }
    assert.deepEqual(statuses, [200, 200, 401])
    await kms.close()
  })
  test('without a date, with one that is none or not signed is refused', async () => {
    for (const list of ['host', 'host;user-agent', 'host;X-Sdk-Date', 'x-sdk-date2;host']) {
      const headers = { ...sdk, 'X-Sdk-Date2': 'x' }
      const values = list.includes('X-Sdk') ? { names: ['host'] } : { names: list.split(';') }
      const { Authorization, ...rest } = sign({ headers }, values)
      await refused(own, 401, 'APIGW.0301', { ...rest, Authorization: Authorization.replace(/SignedHeaders=[^,]*/, `SignedHeaders=${list}`) })
    }
    const { 'X-Sdk-Date': date, ...undated } = sign({})
    await refused(own, 401, 'APIGW.0301', undated)
    for (const other of ['', date.slice(0, -1), date.toLowerCase(), '20260609080000Z', '20260609T080060Z', `${date}Z`, '1781000000', new Date(NOW).toUTCString()]) {
      await refused(own, 401, 'APIGW.0301', { ...undated, 'X-Sdk-Date': other })
    }
  })
  test('of a header that is there twice is refused', async () => {
    for (const name of ['Authorization', 'X-Sdk-Date', 'X-Project-Id', 'Host']) {
      const good = sign({})
      await refused(own, 401, 'APIGW.0301', [...Object.entries(good), [name, good[name]]])
    }
  })
})

suite('a page', () => {
  const ORIGIN = 'https://app.example'
  const own = service({ origins: ['http://localhost:8080', ORIGIN] })
  const from = (origin, method, path, init = {}) => ask(own.kms, method, path, { ...init, headers: { ...init.headers, Origin: origin } })

  test('of an origin that may ask is answered, and told so by its own name alone', async () => {
    for (const origin of [ORIGIN, 'http://localhost:8080']) {
      const { headers } = await from(origin, 'GET', 'tags', { more: CORS })
      assert.equal(headers.get('access-control-allow-origin'), origin)
      assert.equal(headers.get('access-control-expose-headers'), 'X-Request-Id')
      assert.equal(headers.get('vary'), 'Origin')
    }
  })
  test('of an origin that may ask reads refusals too', async () => {
    const { status } = await from(ORIGIN, 'POST', 'create-key', { body: '{', more: CORS })
    assert.equal(status, 400)
  })
  test('asks beforehand, and is told the methods and headers', async () => {
    for (const path of ['create-key', '/none', '/health']) {
      const asking = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-auth-token, x-evil' }
      const { status, headers } = await from(ORIGIN, 'OPTIONS', path, { headers: asking, more: [...CORS, ...PREFLIGHT] })
      assert.equal(status, 204)
      assert.equal(headers.get('access-control-allow-methods'), 'GET, POST, DELETE')
      assert.match(headers.get('access-control-allow-headers'), /\bAuthorization\b.*\bX-Auth-Token\b.*\bX-Sdk-Date\b/)
      assert.ok(!/evil|\*/i.test([...headers.values()].join()))
      assert.equal(headers.get('access-control-allow-credentials'), null)
    }
  })
  test('of any other origin is refused, beforehand as well, and told nothing', async () => {
    for (const origin of [
      'null', 'NULL', '', '*', 'http://app.example', 'https://app.example:443', 'https://app.example/', 'https://APP.example', 'https://app.example.evil',
      'https://evil.app.example', 'https://evil', 'https://app.example, https://app.example', `${ORIGIN},null`, 'http://localhost', 'http://localhost:80800', 'file://', 'https://app.example\u00ff',
    ]) {
      await refused(own, 403, 'KMS.0307', { Origin: origin })
      assert.equal((await from(origin, 'OPTIONS', 'create-key')).code, 'KMS.0307')
      assert.equal((await from(origin, 'GET', '/health')).code, 'KMS.0307')
    }
    await refused(own, 403, 'KMS.0307', [['Origin', ORIGIN], ['origin', ORIGIN]])
  })
  test('is refused by a service that allows no origin', async () => {
    const kms = await Kms.open()
    for (const origin of ['null', ORIGIN, 'http://kms']) {
      const simple = { body: '{"key_alias":"forged"}', headers: { Origin: origin, 'Content-Type': 'text/plain' } }
      assert.equal((await ask(kms, 'POST', 'create-key', simple)).code, 'KMS.0307')
    }
    assert.equal((await kms.listKeys()).total, 0)
    await kms.close()
  })
  test('is none without an Origin: then OPTIONS is a method that no path has', async () => {
    assert.equal((await ask(own.kms, 'OPTIONS', 'create-key')).status, 405)
  })
})

suite('a service with names', () => {
  const own = service({ hosts: ['localhost', '[::1]'] })

  test('is asked by them, with any port', async () => {
    for (const Host of ['localhost', 'LocalHost:1', '[::1]', '[::1]:8480']) {
      assert.equal((await ask(own.kms, 'GET', '/health', { headers: { Host } })).status, 200, Host)
    }
    assert.equal((await own.kms.fetch('http://localhost:5/health')).status, 200)
  })
  test('is not asked by another', async () => {
    for (const Host of ['evil.example', 'localhost.evil.example', 'evil.example:localhost', 'localhost@evil', '127.0.0.1', '::1', 'localhost, localhost', '[::1', 'localhost:x', 'localhost:1:1', '']) {
      await refused(own, 403, 'KMS.0307', { Host })
    }
    await refused(own, 403, 'KMS.0307', [['Host', 'localhost'], ['Host', 'localhost']])
    assert.equal((await own.kms.fetch('http://kms/health')).status, 403)
  })
})

suite('an option', () => {
  const long = 'x'.repeat(1024)
  const circular = []
  circular.push(circular)
  const options = {
    auth: [
      '', 'all', 'None', 5, true, [], {}, { none: [] }, { token: [] }, { token: 'a' }, { token: [''] }, { token: ['a b'] }, { token: ['ü'] }, { token: [5] }, { token: [long] },
      { token: ['a', ''] }, { token: ['a'], aksk: [] }, { aksk: [] }, { aksk: { ak: 'a', sk: 'b' } }, { aksk: [{ ak: 'a' }] }, { aksk: [{ sk: 'a' }] }, { aksk: [{ ak: 'a,b', sk: 'c' }] },
      { aksk: [{ ak: 'a', sk: '' }] }, { aksk: [{ ak: 'a', sk: 5 }] }, { aksk: [{ ak: long, sk: 'a' }] }, new Map([['token', ['a']]]), { token: circular },
      { get token() { throw new Error('no') } }, Object.create({ token: ['inherited'] }),
    ],
    origins: ['*', '', 5, {}, ['*'], ['null'], [''], ['https://a/'], ['https://*.a'], ['https://a b'], ['https://a\r\nX: y'], ['a.example'], ['//a'], ['https://'], ['https://ü'], [null], ['https://a', 5], [['https://a']]],
    hosts: ['localhost', 5, {}, [5], [null], [['localhost']]],
    projectId: ['', 'mine', '0'.repeat(31), '0'.repeat(33), ...['-', '/', ' ', 'ü', '\n'].map((end) => '0'.repeat(31) + end), long, 5, null],
  }
  for (const [field, values] of Object.entries(options)) {
    test(`${field} that is none is refused and named`, async () => {
      for (const value of values) {
        await assert.rejects(Kms.open({ [field]: value }), (error) => {
          assert.deepEqual([error.name, error.code, error.status, error.field], ['KmsError', 'ERR_OPTION', 400, field])
          return true
        })
      }
    })
  }
  test('that is absent or null is the default', async () => {
    for (const options of [{}, { auth: undefined, origins: undefined, hosts: undefined }, { auth: null, origins: null, hosts: null }, { auth: 'none', origins: [] }]) {
      const kms = await Kms.open(options)
      assert.equal((await ask(kms, 'GET', 'tags')).status, 200)
      await kms.close()
    }
  })
  test('counts as it was when the service was opened', async () => {
    const auth = { token: ['before'] }
    const opening = Kms.open({ auth })
    auth.token[0] = 'after'
    const kms = await opening
    const statuses = []
    for (const token of ['before', 'after']) statuses.push((await ask(kms, 'GET', 'tags', { headers: { 'X-Auth-Token': token } })).status)
    assert.deepEqual(statuses, [200, 403])
    await kms.close()
  })
})
