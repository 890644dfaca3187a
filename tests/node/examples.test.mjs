// The examples do what they say.
//   node --test tests/node/examples.test.mjs
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const examples = join(import.meta.dirname, '../../examples')
let folder

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocket-kms-examples-'))
  await symlink(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'))
})
after(() => rm(folder, { recursive: true }))

test('create-key.mjs prints a key of every spec', async () => {
  const output = await printed('create-key.mjs')
  assert.equal(output.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g).length, 14)
})

test('service.mjs goes through the life of a key', async () => {
  const output = await printed('service.mjs')
  assert.match(output, /^decrypted: hello$/m)
  assert.match(output, /^valid: true$/m)
  assert.match(output, /^refused: KMS\.0210 /m)
  assert.match(output, /orders.*SM4.*4.*kms/)
  assert.match(output, /own.*EC_P256.*2.*external/)
})

test('fetch-handler.mjs answers on a port, to whoever has the token that it prints', async (t) => {
  await copyFile(join(examples, 'fetch-handler.mjs'), join(folder, 'fetch-handler.mjs'))
  const server = spawn(process.execPath, ['fetch-handler.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => server.kill())
  const [line] = await Promise.race([once(server.stdout, 'data'), once(server, 'exit')])
  const [origin, token] = String(line).trim().split(' ')
  const create = (headers) => fetch(`${origin}/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key`, { method: 'POST', headers, body: '{"key_alias":"orders"}' })
  assert.equal((await create({})).status, 403)
  const answer = await create({ 'X-Auth-Token': token })
  assert.match((await answer.json()).key_info.key_id, /^[0-9a-f-]{36}$/)
})

async function printed(name) {
  await copyFile(join(examples, name), join(folder, name))
  return (await run(process.execPath, [name], { cwd: folder })).stdout
}
