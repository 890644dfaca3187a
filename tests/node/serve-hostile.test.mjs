// Bytes on the port of `pocket-kms serve` that no client would send. What is answered is an answer like any
// other, nothing that is refused changes a key, and the server goes on.
//   node --test tests/node/serve-hostile.test.mjs
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, afterEach, before, suite, test } from 'node:test'
import { targetOf, withProject } from './asking.mjs'
import { connected, exchange, hangUp } from './raw.mjs'
import { checked, CLI, keysOf, serve } from './serving.mjs'

const LIMIT = 65_536
const CREATE = targetOf('create-key')

let server
let keys
before(async () => {
  server = await serve(['--log', 'none'])
  for (const key_alias of ['one', 'two']) await server.send('POST', 'create-key', { body: { key_alias } })
  keys = await keysOf(server)
})
after(async () => assert.equal((await server.stop()).code, 0))
// Whatever a test has sent: but for what it says itself, nothing was made, and the server lives.
afterEach(async () => assert.equal(await keysOf(server), keys))

const head = (line, ...headers) => [withProject(line), 'Host: localhost', ...headers, '', ''].join('\r\n')
const post = (body, ...headers) => head(`POST ${CREATE} HTTP/1.1`, ...headers) + body
const CLOSE = 'Connection: close'
const forged = (name = 'forged') => `{"key_alias":"${name}"}`

/** Sends the pieces; every answer to them is a refusal, with a code of those if any are named. */
async function refused(pieces, codes, options) {
  const answers = await exchange(server.port, [pieces].flat(), options)
  const got = answers.map((answer) => {
    const { code } = checked(answer)
    assert.ok((answer.status >= 400 && answer.status < 500) || answer.status === 501, answer.text)
    assert.ok(code)
    return code
  })
  if (codes) assert.deepEqual(got, [codes].flat(), JSON.stringify(pieces).slice(0, 200))
  return got
}

suite('a body', () => {
  for (const [name, length, code] of [
    ['none', 0, 'KMS.0202'], ['of the limit', LIMIT, 'KMS.0202'], ['of a byte more', LIMIT + 1, 'KMS.0203'], ['of 16 MiB', 16 << 20, 'KMS.0203'],
  ]) {
    test(`that is ${name} is answered`, () => refused([post('', `Content-Length: ${length}`, CLOSE), Buffer.alloc(length, 'x')], code))
    test(`that is ${name} in chunks is answered`, async () => {
      const chunk = (bytes) => [`${bytes.length.toString(16)}\r\n`, bytes, '\r\n']
      const pieces = Array.from({ length: Math.ceil(length / 30_000) }, (_, i) => chunk(Buffer.alloc(Math.min(30_000, length - i * 30_000), 'x')))
      await refused([post('', 'Transfer-Encoding: chunked', CLOSE), ...pieces.flat(), '0\r\n\r\n'], code)
    })
  }
  test('of 128 MiB is not read to its end: the connection is closed', async () => {
    const socket = await connected(server.port)
    const closed = once(socket.resume(), 'close').catch(() => {})
    socket.write(post('', `Content-Length: ${128 << 20}`))
    const piece = Buffer.alloc(1 << 20, 'x')
    let sent = 0
    for (; !socket.destroyed && sent < 128; sent++) {
      if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => {}), closed])
    }
    await closed
    assert.ok(sent < 128)
  })
  test('that is none at all, its length unsaid, is empty', () => refused(post('', CLOSE), 'KMS.0202'))
  test('that comes byte by byte is one body', async () => {
    const bytes = post('{"key_alias":5}', 'Content-Length: 15', CLOSE)
    await refused([...bytes], 'KMS.0308')
  })
  test('that is cut, at any byte, makes no key', async () => {
    const bytes = post(forged(), `Content-Length: ${forged().length}`)
    for (let end = 0; end < bytes.length; end++) await hangUp(server.port, [bytes.slice(0, end)])
  })
  test('that is cut by an end of sending makes no key', async () => {
    const socket = await connected(server.port)
    socket.end(post(forged().slice(0, -1), `Content-Length: ${forged().length}`))
    await once(socket.resume(), 'close')
  })
  test('with a byte less than was said waits for it, and makes no key', () =>
    hangUp(server.port, [post(forged(), `Content-Length: ${forged().length + 1}`)]))
})

suite('a length that lies', () => {
  test('by too little is a body that is cut, and garbage behind it', () => refused(post(forged(), `Content-Length: ${forged().length - 1}`), ['KMS.0202', 'KMS.0214']))
  for (const length of ['-1', '+5', '0x10', '1e3', '5 5', '5,5', ' ', 'x', '', '99999999999999999999', '5\x00']) {
    test(`by ${JSON.stringify(length)} is no HTTP`, () => refused(post(forged(), `Content-Length: ${length}`), 'KMS.0214'))
  }
})

suite('a request in a request', () => {
  const inner = post(forged('smuggled'), `Content-Length: ${forged('smuggled').length}`)
  const cases = {
    'behind two lengths': post(inner, 'Content-Length: 0', `Content-Length: ${inner.length}`),
    'behind two lengths, the longer first': post(inner, `Content-Length: ${inner.length}`, 'Content-Length: 0'),
    'behind the same length twice': post(inner, 'Content-Length: 0', 'Content-Length: 0'),
    'behind a length and chunks': post(`0\r\n\r\n${inner}`, `Content-Length: ${inner.length + 5}`, 'Transfer-Encoding: chunked'),
    'behind chunks and a length': post(`0\r\n\r\n${inner}`, 'Transfer-Encoding: chunked', 'Content-Length: 5'),
    'behind chunks of another name': post(`0\r\n\r\n${inner}`, 'Transfer-Encoding: xchunked'),
    'behind chunks that are not last': post(`0\r\n\r\n${inner}`, 'Transfer-Encoding: chunked, identity'),
    'behind chunks twice': post(`0\r\n\r\n${inner}`, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'),
    'behind a blank before the colon': post(`0\r\n\r\n${inner}`, 'Transfer-Encoding : chunked'),
    'behind a folded line': post(`0\r\n\r\n${inner}`, 'Transfer-Encoding:\r\n chunked'),
    'behind a line feed alone': post(inner, 'X: a\nContent-Length: 0'),
    'behind a return alone': post(inner, 'X: a\rContent-Length: 0'),
    'behind a chunk size with a sign': post(`+0\r\n\r\n${inner}`, 'Transfer-Encoding: chunked'),
    'behind a chunk size with a prefix': post(`0x0\r\n\r\n${inner}`, 'Transfer-Encoding: chunked'),
    'behind a chunk size without an end': post(`fffffffffffffffff\r\n${inner}`, 'Transfer-Encoding: chunked'),
    'behind a chunk without its end': post(`1\r\nab\r\n0\r\n\r\n${inner}`, 'Transfer-Encoding: chunked'),
  }
  for (const [name, bytes] of Object.entries(cases)) {
    test(`${name} is not carried out`, async () => {
      for (const code of await refused(bytes)) assert.match(code, /^KMS\.02(02|14)$/)
    })
  }
  test('whose length is said is a part of the body', () => refused(post(inner, `Content-Length: ${inner.length}`, CLOSE), 'KMS.0202'))
})

suite('a target', () => {
  const bad = {
    'with a bad percent sign': ['/%', '/%zz', '/v1.0/p%e4/kms/create-key', '/v1.0/p/kms/create-key%'],
    'with dots': ['/v1.0/p/kms/../kms/create-key', '/v1.0/p/kms/./create-key', '/../v1.0/p/kms/create-key', '/%2e%2e/health', '/..', '/v1.0/p/kms/create-key/..'],
    'with encoded slashes': ['/v1.0%2Fp/kms/create-key', '/v1.0/p/kms%2fcreate-key', '/v1.0\\p\\kms\\create-key', '/v1.0/p/kms/create%5ckey'],
    'with NULs': ['/v1.0/p/kms/create-key%00', '/%00', '/v1.0/p%00/kms/create-key'],
    'in its absolute form': [`http://localhost${CREATE}`, `http://evil.example${CREATE}`, 'http://localhost', 'https://localhost/health', 'file:///etc/passwd'],
    'that is none': ['*', 'health', '?', '//', '//localhost/health', '/health#a', '/health;a', "/'", '/<script>', '/${jndi:ldap://a}'],
    'that is long': [`/${'a'.repeat(60_000)}`, `/none?${'a='.repeat(30_000)}`, `/${'%61'.repeat(20_000)}`, `${'/a'.repeat(20_000)}`],
  }
  for (const [name, targets] of Object.entries(bad)) {
    test(`${name} is refused`, async () => {
      for (const target of targets) {
        const [code, ...others] = await refused(head(`POST ${target} HTTP/1.1`, `Content-Length: ${forged().length}`, CLOSE) + forged())
        assert.ok(['KMS.0201', 'KMS.0214'].includes(code) && others.length === 0, `${target.slice(0, 80)}: ${code}`)
      }
    })
  }
  test('with bytes that it may not have is no HTTP', async () => {
    for (const byte of ['\x00', '\x01', '\t', ' ', '\x7f', '\x80', '\xc3\xbc', '\xff', '\r', '\n']) {
      await refused(head(`GET /health${byte}x HTTP/1.1`, CLOSE), 'KMS.0214')
    }
  })
})

suite('headers', () => {
  test('with bytes that they may not have are no HTTP', async () => {
    for (const header of ['a\x80: b', 'a\xff: b', 'a b: c', ': b', 'a', 'a\x00: b', 'a: \x00', 'a: \x01', 'a: \x7f', 'a: b\rc', '(a): b', '"a": b', ' a: b']) {
      await refused(head('GET /health HTTP/1.1', header, CLOSE), 'KMS.0214')
    }
  })
  test('may have the bytes that they may', async () => {
    for (const header of ['a: \x80\xff', 'User-Agent: \xc3\xbc', 'a:', 'a: \t b', "!#$%&'*+-.^_`|~: b", 'Cookie: a=b; c=d']) {
      const [answer] = await exchange(server.port, [head('GET /health HTTP/1.1', header, CLOSE)])
      assert.deepEqual(checked(answer).answer, { status: 'ok' })
    }
  })
  test('that are too long are no HTTP', async () => {
    for (const header of [`a: ${'b'.repeat(70_000)}`, `${'a'.repeat(70_000)}: b`, Array(70_000).fill('a: b').join('\r\n')]) {
      await refused(head('GET /health HTTP/1.1', header, CLOSE), 'KMS.0214')
    }
  })
  test('count, however many stand before them', async () => {
    const many = Array(5_000).fill('a:b')
    await refused(head('GET /v1.0/p/kms/tags HTTP/1.1', ...many, 'Origin: https://evil.example', CLOSE), 'KMS.0307')
    await refused(head('GET /v1.0/p/kms/tags HTTP/1.1', ...many, 'Host: localhost', CLOSE), 'KMS.0307')
  })
  test('without a Host, or with two, are of nobody', async () => {
    await refused(`POST ${CREATE} HTTP/1.1\r\nContent-Length: ${forged().length}\r\n${CLOSE}\r\n\r\n${forged()}`, 'KMS.0307')
    await refused(`POST ${CREATE} HTTP/1.0\r\nContent-Length: ${forged().length}\r\n\r\n${forged()}`, 'KMS.0307')
    await refused(post(forged(), 'Host: evil.example', `Content-Length: ${forged().length}`, CLOSE), 'KMS.0307')
  })
  test('that trail a body do not count', async () => {
    const trailing = `${forged().length.toString(16)}\r\n${forged()}\r\n0\r\nHost: localhost\r\n\r\n`
    await refused(`POST ${CREATE} HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: Host\r\n${CLOSE}\r\n\r\n${trailing}`, 'KMS.0307')
  })
})

suite('a protocol', () => {
  test('of HTTP/1.0 is answered and closed', async () => {
    const [answer] = await exchange(server.port, ['GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n'])
    assert.deepEqual([checked(answer).answer, answer.pairs.includes('close')], [{ status: 'ok' }, true])
  })
  const others = {
    'of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'of HTTP/1.2': head('GET /health HTTP/1.2'), 'of HTTP/9.9': head('GET /health HTTP/9.9'),
    'of TLS': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'of SSH': 'SSH-2.0-OpenSSH_9.6\r\n', 'of SMTP': 'EHLO localhost\r\n', 'of Redis': '*1\r\n$4\r\nPING\r\n',
    'of no kind': '\x00'.repeat(100), 'of blanks': ' \t\r\n', 'of all bytes': String.fromCharCode(...Array(256).keys()),
    'of a reply': 'HTTP/1.1 200 OK\r\n\r\n', 'of a method that is none': head('BREW / HTTP/1.1'), 'of a long method': 'A'.repeat(70_000),
  }
  for (const [name, bytes] of Object.entries(others)) test(`${name} is none`, () => refused(`${bytes}\r\n\r\n`, 'KMS.0214'))

  test('without a version, or of RTSP, is taken for HTTP without a Host, or for no path', async () => {
    await refused('GET /health\r\n\r\n', 'KMS.0307')
    await refused(head('OPTIONS * RTSP/1.0'), 'KMS.0201')
  })
  test('that is to be another is this one', async () => {
    for (const upgrade of ['websocket', 'h2c', 'TLS/1.0']) {
      await refused(post(forged().slice(1), `Upgrade: ${upgrade}`, 'Connection: Upgrade, close', `Content-Length: ${forged().length - 1}`), 'KMS.0202')
    }
  })
  test('of tunnels is not spoken: the connection is closed', async () => {
    for (const target of ['localhost:22', CREATE, '/']) assert.deepEqual(await exchange(server.port, [head(`CONNECT ${target} HTTP/1.1`)]), [])
  })
  test('has methods that no path here has', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'M-SEARCH', 'LINK', 'PATCH', 'PUT', 'OPTIONS']) {
      const [answer] = await exchange(server.port, [head(`${method} ${CREATE} HTTP/1.1`, 'X-Secret: swordfish', CLOSE)])
      assert.deepEqual([answer.status, answer.text.includes('swordfish')], [405, false])
    }
  })
  test('may expect what it will: an answer comes all the same', async () => {
    for (const expected of ['200-ok', 'nothing', '']) {
      await refused(post('{', `Expect: ${expected}`, 'Content-Length: 1', CLOSE), 'KMS.0202')
    }
    const [first] = await exchange(server.port, [post('', 'Expect: 100-continue', 'Content-Length: 1', CLOSE)], { count: 1 })
    assert.equal(first.status, 100)
  })
})

suite('requests in a row', () => {
  const ask = (target, ...headers) => head(`GET ${target} HTTP/1.1`, ...headers)

  test('are answered in their order, all of them', async () => {
    const targets = Array.from({ length: 200 }, (_, i) => (i % 2 ? '/health' : '/none'))
    const answers = await exchange(server.port, [targets.map((it) => ask(it)).join('')], { count: 200 })
    assert.deepEqual(answers.map((answer) => checked(answer).code), targets.map((it) => (it === '/none' ? 'KMS.0201' : undefined)))
  })
  test('behind one that is to be the last are not heard', () => refused(ask('/none', CLOSE) + ask('/none'), 'KMS.0201'))
  test('are answered although garbage follows, in their order', () => refused(`${ask('/none')}${head('POST /v1.0/p/kms/create-grant HTTP/1.1', 'Content-Length: 0')}\x00\x01`, ['KMS.0201', 'ERR_ABSENT', 'KMS.0214']))
  test('do not take an answer from one that takes its time', async () => {
    const body = '{"key_alias":"slow","key_spec":"RSA_2048"}'
    const answers = await exchange(server.port, [post(body, `Content-Length: ${body.length}`), '\x00 garbage\r\n\r\n'])
    assert.deepEqual(answers.map((it) => it.status), [200, 400])
    keys = await keysOf(server)
  })
  test('that hang up in the middle of a search make no key', async () => {
    const body = '{"key_alias":"gone","key_spec":"RSA_4096"}'
    for (let i = 0; i < 5; i++) await hangUp(server.port, [post(body, `Content-Length: ${body.length}`)])
  })
})

test('no header comes of what was sent: alias, project, tag, agent', async () => {
  const inject = ['%0d%0aX-Injected:%201', '\\r\\nX-Injected: 1', '\\u000d\\u000aSet-Cookie: a']
  for (const text of inject) {
    const body = `{"key_alias":"${text.replaceAll('%0d%0a', '\\r\\n')}"}`
    await refused(post(body, `Content-Length: ${body.length}`, CLOSE), 'KMS.1101')
    await refused(head(`POST /v1.0/p${encodeURI(text).replaceAll('%25', '%')}/kms/create-key HTTP/1.1`, CLOSE), 'KMS.0201')
    await refused(head(`DELETE /v1.0/p/kms/00000000-0000-4000-8000-000000000001/tags/${encodeURI(text).replaceAll('%25', '%')} HTTP/1.1`, CLOSE))
  }
})

test('more connections than there are files to be had do not end it', async (t) => {
  // A limit that only some systems have.
  const shell = spawn('sh', ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, CLI, 'serve', '--port', '0', '--json', '--log', 'none'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(shell.stdout.setEncoding('utf8'), 'data')
  const port = Number(new URL(JSON.parse(line).endpoint).port)
  const sockets = await Promise.all(Array.from({ length: 200 }, () => connected(port)))
  t.diagnostic(`${sockets.length} connections`)
  for (const socket of sockets) socket.destroy()
  // Until it has seen all of them go, it closes what comes: it has no file for that.
  let answer
  while (!answer) [answer] = await exchange(port, [head('GET /health HTTP/1.1', CLOSE)])
  assert.deepEqual(checked(answer).answer, { status: 'ok' })
  shell.kill('SIGTERM')
  const [code] = await once(shell, 'close')
  assert.equal(code, 0)
})
