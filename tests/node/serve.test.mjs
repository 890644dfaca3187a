// `pocket-kms serve`, the program: what it says, what its options do, how it ends.
//   node --test tests/node/serve.test.mjs
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { PROJECT, targetOf } from './asking.mjs'
import { connected, exchange } from './raw.mjs'
import { goodRequests, SEED } from './rest-requests.mjs'
import { keysOf, run, send, serve } from './serving.mjs'
import { signed } from './signing.mjs'

const LOCAL = { host: '127.0.0.1' }

/** Runs `work` with a server that is stopped afterwards, and answers how it ended. */
async function serving(args, work, env) {
  const server = await serve(args, env)
  try {
    await work(server)
  } finally {
    server.result = await server.stop()
  }
  assert.deepEqual([server.result.code, server.result.signal], [0, null], server.result.stderr)
  return server.result
}

/** It ends at once with this exit code, and says why; it has served nothing. */
async function fails(args, code, error, env) {
  const port = args.some((it) => it.startsWith('--port')) ? [] : ['--port', '0']
  const own = run(['serve', '--json', ...port, ...args], env)
  // Were it to serve it would not end.
  own.child.stdout.once('data', () => own.child.kill('SIGKILL'))
  const result = await own.ended
  assert.deepEqual([result.code, result.stdout], [code, ''], result.stderr)
  const told = JSON.parse(result.stderr).error
  assert.deepEqual({ code: told.code, field: told.field }, error)
  return result
}

const create = (server, key_alias, more) => server.send('POST', 'create-key', { body: { key_alias, ...more } })

suite('what is said at the start', () => {
  test('is one object for a program', () =>
    serving([], ({ announced, stdout, port }) => {
      assert.equal(stdout, `${JSON.stringify(announced)}\n`)
      assert.deepEqual(Object.keys(announced), ['endpoint', 'environment', 'programs'])
      assert.equal(announced.endpoint, `http://127.0.0.1:${port}`)
      assert.equal(announced.environment.HUAWEICLOUD_SDK_REGION_KMS_CN_NORTH_4, announced.endpoint)
      assert.deepEqual(Object.keys(announced.programs), ['Python', 'Go', 'Java', 'Node', 'Terraform'])
    }))
  test('is lines for a person, which a shell can run', async () => {
    const own = run(['serve', '--port', '0', '--region', 'eu-west-0', '--auth', 'token', '--log', 'none'], { POCKET_KMS_TOKEN: 'swordfish' })
    await once(own.child.stdout, 'data')
    const [, endpoint] = /^pocket-kms serves (http:\/\/127\.0\.0\.1:\d+)\n/.exec(own.stdout)
    assert.ok(own.stdout.includes(`export HUAWEICLOUD_SDK_REGION_KMS_EU_WEST_0='${endpoint}'\n`))
    assert.ok(own.stdout.includes('X-Auth-Token: POCKET_KMS_TOKEN, as you have set it\n'))
    own.child.kill('SIGTERM')
    const { code, stderr } = await own.ended
    assert.deepEqual([code, stderr], [0, ''])
  })
  test('is help for whoever asks', async () => {
    const { code, stdout } = await run(['serve', '--help']).ended
    assert.equal(code, 0)
    for (const option of ['host', 'port', 'region', 'project', 'auth', 'insecure', 'origins', 'seed', 'fault', 'log']) assert.ok(stdout.includes(` --${option} `), option)
  })
})

test('it answers every operation, one after the other on one connection', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await serving([], async (server) => {
    assert.deepEqual((await server.send('GET', '/health', { agent })).answer, { status: 'ok' })
    const { answer } = await server.send('POST', 'create-key', { agent, body: { key_alias: 'first' } })
    const [{ key_id }] = [answer.key_info]
    const { status } = await server.send('POST', `${key_id}/tags`, { agent, body: { tag: { key: 'a', value: 'b' } } })
    assert.equal(status, 204)
    assert.equal((await server.send('GET', `${key_id}/tags`, { agent })).answer.tags.length, 1)
    assert.equal((await server.send('DELETE', `${key_id}/tags/a`, { agent })).status, 204)
    assert.equal((await server.send('GET', `${key_id}/tags`, { agent })).answer.tags.length, 0)
    assert.equal(Object.values(agent.freeSockets).flat().length, 1)
    agent.destroy()
  })
})

test('of fifty requests for one alias one is answered by a key, the others by KMS.1104', () =>
  serving([], async (server) => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(server, 'wanted')))
    const codes = answers.map(({ status, code }) => `${status} ${code}`).sort()
    assert.deepEqual(codes, ['200 undefined', ...Array(49).fill('400 KMS.1104')])
    assert.equal((await server.send('POST', 'list-keys', { body: {} })).answer.total, 1)
  }))

suite('credentials', () => {
  test('are a token of the environment', () =>
    serving(['--auth', 'token'], async (server) => {
      assert.equal((await server.send('GET', 'tags', { headers: { 'X-Auth-Token': 'swordfish' } })).status, 200)
      assert.equal((await server.send('GET', 'tags', { headers: { 'X-Auth-Token': 'herring' } })).code, 'KMS.0302')
      assert.equal((await create(server, 'a')).code, 'KMS.0301')
    }, { POCKET_KMS_TOKEN: 'swordfish' }))

  test('are a fresh token, another each time, where there is none', async () => {
    const tokens = new Set()
    for (const env of [{}, { POCKET_KMS_TOKEN: '' }]) {
      await serving(['--auth', 'token'], async ({ announced: { token }, send }) => {
        assert.match(token, /^[0-9a-f]{40}$/)
        assert.equal((await send('GET', 'tags', { headers: { 'X-Auth-Token': token } })).status, 200)
        tokens.add(token)
      }, env)
    }
    assert.equal(tokens.size, 2)
  })

  const signedHeaders = (server, key, target = targetOf('tags')) =>
    signed({ method: 'GET', target, headers: { Host: `127.0.0.1:${server.port}`, 'User-Agent': 'huaweicloud-usdk-python/3.0' } }, key)

  test('are an access key of the environment', () =>
    serving(['--auth', 'aksk'], async (server) => {
      assert.equal(server.announced.environment.HUAWEICLOUD_SDK_AK, 'AK')
      assert.equal((await server.send('GET', 'tags', { headers: signedHeaders(server, { ak: 'AK', sk: 'SK' }) })).status, 200)
      for (const key of [{ ak: 'AK', sk: 'SL' }, { ak: 'AL', sk: 'SK' }]) {
        assert.equal((await server.send('GET', 'tags', { headers: signedHeaders(server, key) })).code, 'APIGW.0301')
      }
      const headers = signedHeaders(server, { ak: 'AK', sk: 'SK' })
      assert.equal((await server.send('GET', 'user-quotas', { headers })).code, 'APIGW.0301')
      assert.equal((await create(server, 'a')).status, 401)
    }, { HUAWEICLOUD_SDK_AK: 'AK', HUAWEICLOUD_SDK_SK: 'SK' }))

  test('are a fresh access key where there is none', () =>
    serving(['--auth', 'aksk'], async (server) => {
      const { HUAWEICLOUD_SDK_AK: ak, HUAWEICLOUD_SDK_SK: sk } = server.announced.environment
      for (const half of [ak, sk]) assert.match(half, /^[0-9a-f]{40}$/)
      assert.equal((await server.send('GET', 'tags', { headers: signedHeaders(server, { ak, sk }) })).status, 200)
      assert.equal((await server.send('GET', 'tags', { headers: signedHeaders(server, { ak: 'pocket-kms', sk: 'pocket-kms' }) })).status, 401)
    }))

  test('that cannot be sent are refused', async () => {
    await fails(['--auth', 'token'], 1, { code: 'ERR_OPTION', field: 'auth' }, { POCKET_KMS_TOKEN: 'two words' })
    await fails(['--auth', 'aksk'], 1, { code: 'ERR_OPTION', field: 'auth' }, { HUAWEICLOUD_SDK_AK: 'a,b' })
  })
})

suite('an option', () => {
  const wrong = {
    auth: ['', 'basic', 'TOKEN', 'toString'], port: ['', '-1', '65536', 'http', '8480x'], region: ['', 'a b', "a';"], host: ['', '-x', "a'b", 'a b', '[::1]', '::1%lo', 'fe80::1%eth0'],
    log: ['', 'xml', 'toString', 'constructor'], fault: [],
  }
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) test(`--${field}=${value} is wrong usage`, () => fails([`--${field}=${value}`], 2, { code: 'ERR_USAGE', field }))
  }
  test('--project is the one that paths have to name', () =>
    serving(['--project', PROJECT], async ({ send, announced }) => {
      assert.equal(announced.environment.HUAWEICLOUD_SDK_PROJECT_ID, PROJECT)
      assert.equal((await send('GET', 'tags')).status, 200)
      assert.equal((await send('GET', `/v1.0/${'f'.repeat(32)}/kms/tags`)).code, 'KMS.0321')
      assert.equal((await send('GET', '/v3/projects?name=cn-north-4')).answer.projects[0].id, PROJECT)
    }))
  test('--project that is none, --origins that are none, are refused', async () => {
    for (const project of ['', 'a-b', 'mine', PROJECT.slice(1), `${PROJECT}0`]) await fails([`--project=${project}`], 1, { code: 'ERR_OPTION', field: 'projectId' })
    for (const origins of ['*', 'null', 'a.example', 'https://a,https://b/']) await fails(['--origins', origins], 1, { code: 'ERR_OPTION', field: 'origins' })
  })
  test('--origins are those of the pages that may ask', () =>
    serving(['--origins', 'https://a.example,http://localhost:3000'], async ({ send, port }) => {
      for (const Origin of ['https://b.example', 'null']) assert.equal((await send('GET', 'tags', { headers: { Origin } })).code, 'KMS.0307')
      const [answer] = await exchange(port, [`GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\nConnection: close\r\n\r\n`])
      assert.equal(answer.status, 200)
      assert.equal(answer.pairs[answer.pairs.indexOf('Access-Control-Allow-Origin') + 1], 'http://localhost:3000')
    }))
  test('that there is none of, and arguments, are wrong usage', async () => {
    for (const args of [['--ports', '1'], ['here'], ['--port']]) {
      const { code, stdout } = await run(['serve', ...args]).ended
      assert.deepEqual([code, stdout], [2, ''])
    }
  })
  test('--port that is taken is wrong usage', () =>
    serving([], async ({ port }) => {
      const { stderr } = await fails(['--port', String(port)], 2, { code: 'ERR_USAGE', field: 'port' })
      assert.match(stderr, /the port is taken/)
    }))
  test('--host that is not of this machine is wrong usage', () => fails(['--host', '192.0.2.1', '--auth', 'token'], 2, { code: 'ERR_USAGE', field: 'port' }))
})

suite('keys that are there from the beginning', () => {
  let folder
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'serve-'))))
  after(() => rm(folder, { recursive: true }))
  const file = async (name, content) => {
    const path = join(folder, name)
    await writeFile(path, content)
    return path
  }

  test('are those of a file', async () =>
    serving(['--seed', await file('good.json', JSON.stringify(SEED))], async ({ send }) => {
      const { answer } = await send('POST', 'list-keys', { body: { key_spec: 'ALL' } })
      assert.deepEqual(answer.keys.toSorted?.() ?? [...answer.keys].sort(), SEED.keys.map(({ key_id }) => key_id))
      const [{ key_id, tags }] = SEED.keys
      assert.deepEqual((await send('GET', `${key_id}/tags`)).answer.tags, tags)
    }))
  test('that are none end it before anything is served', async () => {
    const [one] = SEED.keys
    const bad = {
      'empty.json': '', 'none.json': 'no JSON', 'list.json': '[]', 'twice.json': JSON.stringify({ keys: [one, one] }),
      'id.json': JSON.stringify({ keys: [{ ...one, key_id: 'x' }] }), 'material.json': JSON.stringify({ keys: [{ ...one, material: 'c3dvcmRmaXNo' }] }),
      'alias.json': JSON.stringify({ keys: [{ ...one, key_alias: 'swordfish /default' }] }),
    }
    for (const [name, content] of Object.entries(bad)) {
      const { code, stdout, stderr } = await run(['serve', '--port', '0', '--json', '--seed', await file(name, content)]).ended
      assert.deepEqual([code, stdout], [1, ''], name)
      assert.doesNotMatch(stderr, /swordfish|c3dvcmRmaXNo|\n\s+at /)
    }
    const { stderr } = await fails(['--seed', join(folder, 'absent.json')], 3, { code: 'ERR_FILE', field: 'seed' })
    assert.ok(!stderr.includes(folder))
  })
})

suite('a fault', () => {
  test('may be a code or a status in the place of an operation, which is not carried out', () =>
    serving(['--fault', 'create-key=KMS.1105,list-keys=503'], async (server) => {
      const refused = await create(server, 'a')
      assert.deepEqual([refused.status, refused.code, refused.answer.error_msg], [400, 'KMS.1105', 'Too many keys.'])
      const { status, code } = await server.send('POST', 'list-keys', { body: {}, published: 500 })
      assert.deepEqual([status, code], [503, 'KMS.0101'])
      assert.equal((await server.send('GET', 'user-instances')).answer.instance_num, 0)
    }))
  test('may be a connection that drops, and then nothing was done', () =>
    serving(['--fault', 'create-key=drop'], async (server) => {
      for (let i = 0; i < 20; i++) await assert.rejects(create(server, `key-${i}`), { code: 'ECONNRESET' })
      assert.equal((await server.send('GET', 'user-instances')).answer.instance_num, 0)
    }))
  test('may be a delay, after which the operation is carried out', () =>
    serving(['--fault', '*=50ms'], async (server) => {
      assert.equal((await create(server, 'a')).status, 200)
      assert.equal((await server.send('GET', '/health')).status, 200)
    }))
  test('may be two, the one after the other', () =>
    serving(['--fault', '*=1ms,create-key=KMS.1105'], async (server) => assert.equal((await create(server, 'a')).code, 'KMS.1105')))
  test('may happen now and then, or never', () =>
    serving(['--fault', 'user-quotas=500@0.5,user-instances=500@0,tags=500@1'], async ({ send }) => {
      const statuses = async (path) => {
        const all = await Promise.all(Array.from({ length: 64 }, () => send('GET', path)))
        return [...new Set(all.map(({ status }) => status))].sort()
      }
      // Sixty-four times the same is one chance in 2^63.
      assert.deepEqual(await statuses('user-quotas'), [200, 500])
      assert.deepEqual(await statuses('user-instances'), [200])
      assert.deepEqual(await statuses('tags?a=b'), [500])
    }))
  for (const fault of [
    '', 'create-key', '=', '=500', 'create-key=', 'create-key=KMS.9999', 'create-key=200', 'create-key=600', 'create-key=ms', 'create-key=-5ms', 'create-key=5s',
    'create-key=9999999ms', '*=drop@2', '*=drop@-1', '*=drop@x', '*=drop@', '*=drop;', 'a b=drop', '*=drop,', '*=constructor', '**=drop',
  ]) {
    test(`${JSON.stringify(fault)} is wrong usage`, () => fails([`--fault=${fault}`], 2, { code: 'ERR_USAGE', field: 'fault' }))
  }
})

suite('the log', () => {
  const secrets = ['swordfish', 'herring', 'salmon', 'X-Auth-Token']
  /** What one request of each kind leaves on stderr. */
  async function logged(...args) {
    const { stderr } = await serving([...args, '--auth', 'token'], async ({ send, port }) => {
      const headers = { 'X-Auth-Token': 'swordfish' }
      await send('POST', 'create-key?salmon=1', { headers, body: { key_alias: 'herring' } })
      await send('POST', 'create-key', { headers, body: { key_alias: 'herring /' } })
      await send('POST', 'create-key', { headers: { 'X-Auth-Token': 'salmon' }, body: 'herring' })
      // What a terminal, or a reader of lines, takes for more than a character: encoded, or no HTTP at all.
      for (const path of ['/%0aGET', '/%1b[2J', '/\x9b2J', '/\x85', '/a\xe2\x80\xa8b']) {
        await exchange(port, [`GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: swordfish\r\nConnection: close\r\n\r\n`])
      }
      await exchange(port, ['GET /a\nGET /forged HTTP/1.1\r\nHost: localhost\r\n\r\n'])
    }, { POCKET_KMS_TOKEN: 'swordfish' })
    for (const secret of secrets) assert.ok(!stderr.includes(secret), stderr)
    assert.match(stderr, /^[\n\x20-\x7e]*$/)
    return stderr.split('\n').slice(0, -1)
  }
  const paths = [targetOf('create-key'), targetOf('create-key'), targetOf('create-key'), '/%0aGET', '/%1b[2J']
  const statuses = [200, 400, 403, 400, 400]

  test('is a line of text a request', async () => {
    const lines = await logged()
    assert.deepEqual(lines.map((line) => line.split(' ').slice(1, 3)), paths.map((path, i) => [path, String(statuses[i])]))
    for (const line of lines) assert.match(line, /^(GET|POST) \S+ \d{3} [\d.]+ ms( [A-Z]+\.\d{4})?$/)
  })
  test('is a line of JSON a request', async () => {
    const lines = (await logged('--log', 'json')).map((line) => JSON.parse(line))
    assert.deepEqual(lines.map(({ path }) => path), paths)
    assert.deepEqual(lines.map(({ status }) => status), statuses)
    assert.deepEqual(Object.keys(lines[0]), ['time', 'method', 'path', 'status', 'ms', 'request_id'])
    assert.deepEqual(Object.keys(lines[1]), ['time', 'method', 'path', 'status', 'error_code', 'ms', 'request_id'])
    assert.equal(new Set(lines.map(({ request_id }) => request_id)).size, lines.length)
  })
  test('is nothing', async () => assert.deepEqual(await logged('--log', 'none'), []))

  test('may have a reader who goes away', () =>
    serving([], async ({ child, send }) => {
      child.stderr.destroy()
      for (let i = 0; i < 5; i++) assert.equal((await send('GET', '/health')).status, 200)
    }))
})

suite('a page of a browser', () => {
  test('whose name was made to point here is refused, whatever it asks', () =>
    serving([], async (server) => {
      const before = await keysOf(server)
      for (const host of ['evil.example', `evil.example:${server.port}`, 'localhost.evil.example', '127.0.0.1.evil.example', '0.0.0.0']) {
        for (const [method, path] of [['POST', 'create-key'], ['GET', '/health'], ['OPTIONS', 'create-key']]) {
          const { code } = await server.send(method, path, { headers: { host, 'Content-Type': 'text/plain' }, body: '{"key_alias":"forged"}' })
          assert.equal(code, 'KMS.0307', `${method} ${host}`)
        }
      }
      assert.equal(await keysOf(server), before)
      for (const host of ['localhost', `LOCALHOST:${server.port}`, '127.0.0.1', '[::1]:1']) assert.equal((await server.send('GET', '/health', { headers: { host } })).status, 200)
    }))
  test('that posts without asking beforehand is refused, and no key is made', () =>
    serving([], async (server) => {
      for (const Origin of ['https://evil.example', 'null', `http://127.0.0.1:${server.port}`, 'file://']) {
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a']) {
          const { code } = await server.send('POST', 'create-key', { headers: { Origin, 'Content-Type': type }, body: '{"key_alias":"forged"}' })
          assert.equal(code, 'KMS.0307')
        }
        assert.equal((await server.send('OPTIONS', 'create-key', { headers: { Origin, 'Access-Control-Request-Method': 'POST' } })).code, 'KMS.0307')
      }
      assert.equal((await server.send('GET', 'user-instances')).answer.instance_num, 0)
    }))
})

suite('it ends', () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    test(`on ${signal} when the key that is under way is made and answered`, async () => {
      const server = await serve()
      const agent = new Agent({ keepAlive: true })
      const answering = server.send('POST', 'create-key', { agent, body: { key_alias: 'slow', key_spec: 'RSA_4096' } })
      // It has come: what is sent after it is answered.
      await server.send('GET', '/health')
      const { code } = await server.stop(signal)
      assert.equal((await answering).status, 200)
      assert.equal(code, 0)
      agent.destroy()
    })
    test(`on ${signal} at once, whatever connections are open without a request`, async () => {
      const server = await serve()
      const sockets = []
      for (const bytes of ['', 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n']) {
        const socket = await connected(server.port)
        sockets.push(socket)
        if (bytes) {
          socket.write(bytes)
          await once(socket, 'data')
        }
      }
      const closed = Promise.all(sockets.map((socket) => once(socket.resume(), 'close')))
      const { code } = await server.stop(signal)
      await closed
      assert.equal(code, 0)
    })
  }
  test('and takes no more requests meanwhile', async () => {
    const server = await serve()
    const answering = server.send('POST', 'create-key', { body: { key_alias: 'slow', key_spec: 'RSA_4096' } })
    await server.send('GET', '/health')
    server.child.kill('SIGTERM')
    const refused = async () => {
      for (;;) await send(server.port, 'GET', '/health')
    }
    await assert.rejects(refused(), { code: /ECONNREFUSED|ECONNRESET/ })
    assert.equal((await answering).status, 200)
    assert.equal((await server.ended).code, 0)
  })
  test('without waiting for a key if Ctrl-C comes twice', async () => {
    const server = await serve()
    const answering = server.send('POST', 'create-key', { body: { key_alias: 'slow', key_spec: 'RSA_4096' } })
    const lost = assert.rejects(answering, { code: 'ECONNRESET' })
    await server.send('GET', '/health')
    server.child.kill('SIGINT')
    await untilRefused(server.port)
    server.child.kill('SIGINT')
    const { code, signal } = await server.ended
    assert.deepEqual([code, signal], [null, 'SIGINT'])
    await lost
  })
})

/** Resolves when nobody listens there any more. */
async function untilRefused(port) {
  for (let isOpen = true; isOpen; ) isOpen = await send(port, 'GET', '/health').then(() => true, () => false)
}
