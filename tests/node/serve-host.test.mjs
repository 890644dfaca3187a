// Where `pocket-kms serve` listens, by what names it goes there, and to whom it does not go without being asked twice.
//   node --test tests/node/serve-host.test.mjs
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { suite, test } from 'node:test'
import { exchange } from './raw.mjs'
import { run, serve } from './serving.mjs'
import { source } from './source.mjs'

const { isLoopback, namesAt } = source('cli/address.ts')

/** Whether this machine lets anybody listen at an address. */
const canBind = (host) =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(0, host, () => server.close(() => resolve(true)))
  })
const hasVersion6 = await canBind('::1')

/** Ways to write an address of this machine alone, and where they lead. */
const LOOPBACK = {
  '127.0.0.1': '127.0.0.1', localhost: undefined, LOCALHOST: undefined, LocalHost: undefined, '127.0.0.2': '127.0.0.2', '127.255.255.254': '127.255.255.254', '127.1': '127.0.0.1',
  '::1': '::1', '0:0:0:0:0:0:0:1': '::1', '0000:0000:0000:0000:0000:0000:0000:0001': '::1', '::0:1': '::1',
  '::ffff:127.0.0.1': '127.0.0.1', '::FFFF:127.0.0.1': '127.0.0.1', '::ffff:7f00:1': '127.0.0.1', '0:0:0:0:0:ffff:127.0.0.1': '127.0.0.1', '::ffff:127.0.0.9': '127.0.0.9',
}
/** Ways to write every address of this machine. */
const EVERYWHERE = ['0.0.0.0', '0', '0.0', '::', '0:0:0:0:0:0:0:0', '::0', '::ffff:0.0.0.0', '::ffff:0:0']

/** The answer to a request with this Host, at this address. */
async function codeOf(port, host, name) {
  const [{ status, text }] = await exchange(port, [`GET /health HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`], { host })
  return status === 200 ? 200 : JSON.parse(text).error_code
}
const bracketed = (host) => (host.includes(':') ? `[${host}]` : host)

suite('an address of this machine alone', () => {
  for (const [host, address] of Object.entries(LOOPBACK)) {
    test(`written ${host} is served without a word, under its names and no other`, { skip: host.includes(':') && !hasVersion6 && 'no IPv6 here' }, async () => {
      const server = await serve(['--log', 'none', '--host', host])
      try {
        const at = address ?? '127.0.0.1'
        const names = ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]', bracketed(host), new URL(server.announced.endpoint).host]
        for (const name of names) assert.equal(await codeOf(server.port, at, name), 200, name)
        for (const name of ['evil.example', `evil.example:${server.port}`, 'localhost.evil.example', '0.0.0.0', '[::]', '127.0.0.1.evil.example', '']) {
          assert.equal(await codeOf(server.port, at, name), 'KMS.0307', name)
        }
      } finally {
        assert.equal((await server.stop()).code, 0)
      }
    })
  }
})

suite('an address that others reach', () => {
  for (const host of EVERYWHERE) {
    const skip = host.includes(':') && !hasVersion6 && 'no IPv6 here'
    test(`written ${host} is refused if nobody has to show anything`, async () => {
      for (const auth of [[], ['--auth', 'none']]) {
        const own = run(['serve', '--port', '0', '--json', '--host', host, ...auth])
        // Were it to serve it would not end.
        own.child.stdout.once('data', () => own.child.kill('SIGKILL'))
        const { code, stdout, stderr } = await own.ended
        assert.deepEqual([code, stdout], [2, ''])
        const { field, message } = JSON.parse(stderr).error
        assert.equal(field, 'host')
        assert.match(message, /--auth.*--insecure/)
      }
    })
    for (const args of [['--insecure'], ['--auth', 'token'], ['--auth', 'aksk']]) {
      test(`written ${host} is served with ${args.join(' ')}, under any name`, { skip }, async () => {
        const server = await serve(['--log', 'none', '--host', host, ...args])
        try {
          for (const name of ['kms', 'kms.example:80', '192.0.2.1']) assert.equal(await codeOf(server.port, '127.0.0.1', name), 200, name)
        } finally {
          assert.equal((await server.stop()).code, 0)
        }
      })
    }
  }
  test('refuses a page all the same', async () => {
    const server = await serve(['--log', 'none', '--host', '0.0.0.0', '--insecure'])
    const { code } = await server.send('POST', 'create-key', { headers: { Host: 'evil.example', Origin: 'http://evil.example' }, body: '{"key_alias":"forged"}' })
    assert.equal(code, 'KMS.0307')
    await server.stop()
  })
})

test('--insecure changes nothing about an address of this machine alone', async () => {
  const server = await serve(['--log', 'none', '--insecure'])
  assert.equal(await codeOf(server.port, '127.0.0.1', 'evil.example'), 'KMS.0307')
  await server.stop()
})

suite('what an address is', () => {
  for (const address of ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7fff:ffff', '::FFFF:7F00:0001']) {
    test(`${address} is of this machine alone`, () => assert.equal(isLoopback(address), true))
  }
  for (const address of [
    '0.0.0.0', '126.255.255.255', '128.0.0.1', '10.0.0.1', '192.168.0.1', '169.254.1.1', '255.255.255.255', '::', '::2', '::ffff:0.0.0.0', '::ffff:128.0.0.1', '::127.0.0.1', '::7f00:1',
    '64:ff9b::7f00:1', 'fe80::1', 'fc00::1', '1::1', '', 'localhost', '127.0.0.1.example', '::1%lo', '[::1]',
  ]) {
    test(`${address || 'nothing'} is not`, () => assert.equal(isLoopback(address), false))
  }
  for (const [host, address, names] of [
    ['127.0.0.1', '127.0.0.1', ['localhost', '127.0.0.1', '[::1]']],
    ['LOCALHOST', '127.0.0.1', ['localhost', '127.0.0.1', '[::1]']],
    ['my-machine', '127.0.1.1', ['localhost', '127.0.0.1', '[::1]', 'my-machine', '127.0.1.1']],
    ['0:0:0:0:0:0:0:1', '0:0:0:0:0:0:0:1', ['localhost', '127.0.0.1', '[::1]', '[0:0:0:0:0:0:0:1]']],
    ['::FFFF:127.0.0.1', '::ffff:127.0.0.1', ['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]']],
  ]) {
    test(`${host}, which is ${address}, goes by ${names.join(', ')}`, () => assert.deepEqual(namesAt(host, address), names))
  }
  for (const [host, address] of [['0.0.0.0', '0.0.0.0'], ['::', '::'], ['kms.example', '192.0.2.1']]) {
    test(`${host}, which is ${address}, goes by any name`, () => assert.equal(namesAt(host, address), undefined))
  }
})
