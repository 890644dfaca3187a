// The REST API in process: every path, method and status, and what an answer consists of.
//   node --test tests/node/rest.test.mjs
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { Kms } from 'pocket-kms'
import { openForTesting } from 'pocket-kms/testing'
import { ask, PROJECT } from './asking.mjs'
import { CountingStore } from './counting-store.mjs'
import { goodRequests, SEED } from './rest-requests.mjs'

const METHODS = Object.getOwnPropertyNames(Kms.prototype).filter((name) => !['constructor', 'close', 'fetch'].includes(name))
const WITHOUT_BODY = ['createKmsTag', 'batchCreateKmsTags', 'deleteTag', 'deleteAlias']
const ID = SEED.keys[0].key_id

let kms
before(async () => (kms = await openForTesting({ seed: SEED })))
after(() => kms.close())

/** A refusal: its status, its code. */
async function refused(method, path, status, code, init) {
  const answer = await ask(kms, method, path, init)
  assert.deepEqual([answer.status, answer.code], [status, code], `${method} ${path}: ${answer.text}`)
  return answer
}

test('every operation is answered at its path, by 200 and its body or by 204 and none', async () => {
  const own = await openForTesting({ seed: SEED })
  const requests = await goodRequests(own)
  assert.deepEqual(Object.keys(requests).sort(), METHODS.sort())
  for (const [name, [method, path, body]] of Object.entries(requests)) {
    const { status, answer, text } = await ask(own, method, path, { body })
    assert.equal(status, WITHOUT_BODY.includes(name) ? 204 : 200, `${name}: ${text}`)
    if (status === 200) assert.equal(typeof answer, 'object', name)
  }
  await own.close()
})

test('an answer is what the method of that name answers', async () => {
  const requests = await goodRequests(kms)
  for (const name of ['listKeyDetail', 'listKeys', 'decryptData', 'decryptDatakey', 'validateSignature', 'showPublicKey', 'generateMac', 'verifyMac', 'showKeyRotationStatus', 'showKmsTags', 'listKmsTags', 'listKmsByTags', 'showUserInstances', 'showUserQuotas']) {
    const [method, path, body] = requests[name]
    const { answer } = await ask(kms, method, path, { body })
    assert.deepEqual(answer, await kms[name](body ?? { key_id: ID }), name)
  }
})

test('a code of every operation is the one that the method of that name throws, with its status', async () => {
  for (const [name, [method, path]] of Object.entries(await goodRequests(kms))) {
    if (method !== 'POST') continue
    const request = { key_id: 'x', limit: 'x', random_data_length: 'x', cipher_text: 5, tag: 5, tags: 5, alias: 5, matches: 5 }
    const thrown = await kms[name](path.includes('/tags') ? { ...request, key_id: ID } : request).then(assert.fail, (error) => error)
    await refused(method, path, thrown.status, thrown.code, { body: request })
  }
})

suite('a path', () => {
  const fixed = {
    '/health': { status: 'ok' },
    '/v3/projects': { projects: [{ id: '0'.repeat(32) }] },
  }
  for (const [path, body] of Object.entries(fixed)) {
    test(`${path} is there`, async () => assert.deepEqual((await ask(kms, 'GET', `${path}?name=cn-north-4`)).answer, body))
  }
  test('/ and /v1.0 tell the version', async () => {
    const { answer } = await ask(kms, 'GET', '/v1.0')
    assert.deepEqual([answer.version.id, answer.version.status], ['v1.0', 'CURRENT'])
    assert.deepEqual((await ask(kms, 'GET', '/')).answer, { versions: [answer.version] })
  })

  for (const path of [
    '/v1.0/p/kms', '/v1.0/p/kms/', '/v1.0/p/kms/create-key/', '/v1.0/p/kms/Create-Key', '/V1.0/p/kms/create-key',
    '/v1.0/p/kms/create%2Dkey', '/v1.0/p/kms//create-key', '//v1.0/p/kms/create-key', '/v1.0//kms/create-key',
    '/v1.0/p%2F/kms/create-key', '/v1.0/p/kms%2Fcreate-key', '/v1.0/p/kms/create-key%00', '/v1.0/p/kms/create-key;a',
    '/v1.0/p/kms/create-key%20', '/v1.0/p%0D%0A/kms/create-key', '/v1.0/p/kms/%E0%A4%A', '/v2/p/kms/create-key', '/health/',
    '/Health', `/v1.0/${'p'.repeat(31)}/kms/create-key`, `/v1.0/${'p'.repeat(33)}/kms/create-key`, `/${'a'.repeat(100_000)}`, '/favicon.ico', '/%', '/%zz', '/%ff',
  ]) {
    test(`${path.length > 60 ? `of ${path.length} characters` : path} is none`, () => refused('POST', path, 400, 'KMS.0201', { body: { key_alias: 'a' } }))
  }
  for (const key of ['%zz', '%', '%e4', '%C3', '%ED%A0%80', '%0']) {
    test(`with a tag ${key} is none`, () => refused('DELETE', `${ID}/tags/${key}`, 400, 'KMS.0201'))
  }
  test('with dots is what is left of it when they are resolved, which every Request does', async () => {
    assert.equal((await ask(kms, 'GET', '/v1.0/../health')).status, 200)
    assert.equal((await ask(kms, 'GET', '/v1.0/%2e%2E/health')).status, 200)
  })
  test('with a malformed query is none, if the query has members', async () => {
    await refused('GET', 'aliases?limit=%zz', 400, 'KMS.0201')
    await refused('GET', `aliases?%ff=1`, 400, 'KMS.0201')
    await refused('GET', 'aliases?limit=x', 400, 'KMS.1601')
    assert.equal((await ask(kms, 'POST', 'list-keys?limit=%zz', { body: {} })).status, 200)
  })
})

suite('a method', () => {
  const allowed = {
    'create-key': 'POST', 'aliases': 'POST, DELETE, GET', 'tags': 'GET', [`${ID}/tags`]: 'POST, GET', [`${ID}/tags/a`]: 'DELETE',
    [`${ID}/tags/action`]: 'POST, DELETE', 'user-quotas': 'GET', '/health': 'GET', '/': 'GET', '/v1.0': 'GET', '/v3/projects': 'GET',
  }
  for (const [path, methods] of Object.entries(allowed)) {
    test(`that ${path} does not have is answered by those that it has`, async () => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE', 'get', 'GETS']) {
        if (methods.split(', ').includes(method.toUpperCase())) continue
        const { headers } = await refused(method, path, 405, 'KMS.0215')
        assert.equal(headers.get('allow'), methods)
      }
    })
  }
  test('HEAD is one that no path has, and its answer has no body', async () => {
    for (const path of ['create-key', 'tags', '/health']) {
      const { status, text } = await ask(kms, 'HEAD', path)
      assert.deepEqual([status, text], [405, ''])
    }
  })
})

suite('what is not here', () => {
  const absent = {
    POST: [
      'create-grant', 'revoke-grant', 'retire-grant', 'list-grants', 'list-retirable-grants', 'derive-shared-secret', 'create-pin',
      'datakey-capsule/create', 'datakey-capsule/decrypt', 'key-policies', 'access-points', 'access-points/a/enable',
      '/v1.0/p/keystores', '/v1.0/p/keystores/a/enable', '/v2/p/kms/keys/a/replicate',
    ],
    GET: ['key-policies', 'access-points', '/v1.0/p/keystores', '/v2/p/kms/regions'],
    DELETE: ['key-policies/a', 'access-points/a', '/v1.0/p/keystores/a'],
    PUT: ['key-policies/a', '/v2/p/kms/keys/a/update-primary-region'],
  }
  for (const [method, paths] of Object.entries(absent)) {
    for (const path of paths) test(`is said so: ${method} ${path}`, () => refused(method, path, 501, 'ERR_ABSENT'))
  }
})

suite('a body', () => {
  test('that is no JSON object is KMS.0202', async () => {
    for (const body of ['', ' ', 'null', '[]', '"a"', '5', '{', '{"key_alias":"a"', '{"key_alias":"a"}}', '{"key_alias":"a",}', "{'key_alias':'a'}", '\ufeff{}', '[{"key_alias":"a"}]']) {
      await refused('POST', 'create-key', 400, 'KMS.0202', { body })
    }
    for (const bytes of [[0xff], [0x7b, 0x7d, 0], [...Buffer.from('{"key_alias":"'), 0xc3, 0x28, ...Buffer.from('"}')]]) {
      await refused('POST', 'create-key', 400, 'KMS.0202', { body: new Uint8Array(bytes) })
    }
  })
  test('may have numbers as text and as numbers', async () => {
    for (const length of ['512', 512]) assert.equal((await ask(kms, 'POST', 'gen-random', { body: { random_data_length: length } })).status, 200)
    for (const limit of ['3', 3]) assert.equal((await ask(kms, 'POST', 'list-keys', { body: { key_spec: 'ALL', limit, marker: limit } })).answer.keys.length, 3)
    for (const length of ['3', 3.5, -8, 1e30, true, [512]]) {
      const { status } = await ask(kms, 'POST', 'gen-random', { body: { random_data_length: length } })
      assert.equal(status, 400, String(length))
    }
  })
  test('may have any type, any blanks, a line feed, and members that nobody knows', async () => {
    const body = ' \t\r\n{"random_data_length" : 512 , "unknown": [{"a": null}]}\r\n'
    for (const type of ['application/json;charset=UTF-8', 'text/plain', '']) {
      assert.equal((await ask(kms, 'POST', 'gen-random', { body, headers: { 'Content-Type': type } })).status, 200)
    }
  })
  test('of a GET does not count, nor one of a DELETE whose members are in the path', async () => {
    const path = `${ID}/tags`
    assert.equal((await ask(kms, 'POST', path, { body: { tag: { key: 'gone' } } })).status, 204)
    await refused('DELETE', `${path}/gone`, 400, 'KMS.0202', { body: '{' })
    assert.equal((await ask(kms, 'DELETE', `${path}/gone`, { body: { key: 'team' } })).status, 204)
    const { answer } = await ask(kms, 'GET', path)
    assert.deepEqual(answer.tags.map(({ key }) => key), ['team'])
  })
  test('does not name the key that the path names', async () => {
    const body = { key_id: SEED.keys[2].key_id, tag: { key: 'of the path' } }
    assert.equal((await ask(kms, 'POST', `${ID}/tags`, { body })).status, 204)
    assert.deepEqual((await kms.showKmsTags({ key_id: body.key_id })).tags, [])
    assert.equal((await ask(kms, 'DELETE', `${ID}/tags/of%20the%20path`)).status, 204)
  })
})

suite('list-aliases', () => {
  before(async () => {
    for (const name of ['a', 'b']) await kms.createAlias({ key_id: ID, alias: `alias/${name}` })
  })
  const page = async (agent) => (await ask(kms, 'GET', `aliases?key_id=${ID}&limit=1`, { headers: { 'User-Agent': agent } })).answer

  test('is an array of pages for the SDKs of Go and Java', async () => {
    for (const agent of ['huaweicloud-usdk-go/3.0', 'huaweicloud-usdk-java/3.0; linux']) {
      const [one, ...others] = await page(agent)
      assert.deepEqual([one.aliases.length, others], [1, []])
      assert.equal(one.page_info.current_count, 1)
    }
  })
  test('is one page for everybody else', async () => {
    for (const agent of ['', 'huaweicloud-usdk-python/3.0', 'huaweicloud-usdk-nodejs/3.0', 'huaweicloud-usdk-golang', 'x huaweicloud-usdk-go/3.0', 'Huaweicloud-usdk-go/3.0']) {
      assert.equal((await page(agent)).aliases.length, 1, agent)
    }
  })
})

suite('the project of a path', () => {
  test('may be any if none was given, and there is one set of keys', async () => {
    for (const project of ['0'.repeat(32), 'z'.repeat(32), 'F00D'.repeat(8)]) {
      const { answer } = await ask(kms, 'POST', `/v1.0/${project}/kms/describe-key`, { body: { key_id: ID } })
      assert.equal(answer.key_info.key_id, ID)
    }
    for (const project of ['', 'ab', 'a'.repeat(31), 'a'.repeat(33), 'z'.repeat(64), ...['-', '.', '%41', 'ü', '%2f', ' ', "'", '<'].map((end) => 'a'.repeat(31) + end)]) await refused('GET', `/v1.0/${project}/kms/tags`, 400, 'KMS.0201')
  })
  test('has to be the one that was given', async () => {
    const own = await Kms.open({ projectId: PROJECT })
    assert.equal((await ask(own, 'GET', 'tags')).status, 200)
    assert.deepEqual((await ask(own, 'GET', '/v3/projects')).answer, { projects: [{ id: PROJECT }] })
    for (const project of ['0'.repeat(32), PROJECT.toUpperCase(), PROJECT.replace('0', '1')]) {
      const { status, code } = await ask(own, 'POST', `/v1.0/${project}/kms/create-key`, { body: { key_alias: 'a' } })
      assert.deepEqual([status, code], [403, 'KMS.0321'])
    }
    assert.equal((await own.listKeys()).total, 0)
    await own.close()
  })
})

suite('nothing of a request', () => {
  const marks = ['\r\nSet-Cookie: a=b', '\nX-Evil: 1', '%0d%0aX-Evil:1', '<script>', 'sword fish']

  test('is in a header of its answer, nor in the body of its refusal', async () => {
    for (const mark of marks) {
      const code = encodeURIComponent(mark)
      for (const [method, path, body] of [
        ['POST', 'create-key', { key_alias: mark }],
        ['POST', 'create-key', { key_alias: 'a', key_spec: mark, [mark]: mark }],
        ['POST', `/v1.0/${code}/kms/create-key`, { key_alias: mark }],
        ['PUT', `/v1.0/p/kms/${ID}/tags/${code}`, { key: mark }],
        ['DELETE', `/v1.0/p/kms/${ID}/tags/${code}`, undefined],
        ['GET', `aliases?limit=${code}`, undefined],
        ['POST', code, mark],
      ]) {
        const { status, text, headers } = await ask(kms, method, path, { body, headers: { 'User-Agent': 'sword fish', 'X-Request-Id': 'sword fish', Accept: 'sword fish' } })
        assert.ok(status >= 400, text)
        for (const said of [text, ...headers.values()]) assert.ok(!said.includes(mark) && !said.includes('sword fish'), said)
      }
    }
  })
})

test('what is refused changes nothing in the store', async () => {
  const store = new CountingStore()
  const own = await openForTesting({ store, seed: SEED })
  const seeded = store.changes
  assert.equal(seeded, SEED.keys.length)
  for (const [name, [method, path, body]] of Object.entries(await goodRequests(own))) {
    const calls = [
      ask(own, method === 'GET' ? 'PATCH' : 'GETS', path, { body }),
      ask(own, method, `${path.split('?')[0]}/more`, { body }),
      ...(method === 'POST' ? ['{', `${JSON.stringify(body)}x`].map((text) => ask(own, method, path, { body: text })) : []),
    ]
    for (const { status } of await Promise.all(calls)) assert.ok(status >= 400, name)
  }
  assert.equal(store.changes, seeded)
  // And what is carried out does.
  await ask(own, 'POST', 'create-key', { body: { key_alias: 'one-more' } })
  assert.equal(store.changes, seeded + 1)
  await own.close()
})
