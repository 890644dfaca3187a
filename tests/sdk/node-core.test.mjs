// The core of Huawei Cloud's SDK for Node, as it is installed: what it signs, what it makes of answers, and of
// refusals, which it reads otherwise than the SDKs of other languages.
//   node --test tests/sdk/node-core.test.mjs
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { nodeClient } from './node-client.mjs'
import { ACCESS_KEY, serve } from './server.mjs'

const PROJECT = '0605767a8f80d5762fd3c0186d9a57c0'
const KEYS = { ak: ACCESS_KEY.HUAWEICLOUD_SDK_AK, sk: ACCESS_KEY.HUAWEICLOUD_SDK_SK, projectId: PROJECT }
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

let server, client, key_id
before(async () => {
  server = await serve('--auth', 'aksk', '--project', PROJECT, '--fault', 'gen-random=KMS.0101')
  client = nodeClient(server.endpoint, KEYS)
  ;({ key_info: { key_id } } = await client.post('create-key', { key_alias: 'node', key_description: '密钥 🔑' }))
})
after(async () => assert.equal(await server.stop(), 0))

/** What a request is refused with; readable, and traceable. */
async function refusal(request) {
  const error = await request.then(() => assert.fail('it was answered'), (it) => it)
  assert.match(error.requestId, UUID)
  assert.match(error.errorMsg, /^\w.*\.$/)
  return { name: error.constructor.name, status: error.httpStatusCode, code: error.errorCode }
}
const clientError = (status, code) => ({ name: 'ClientRequestException', status, code })

test('a key is created and described', async () => {
  assert.match(key_id, UUID)
  const { key_info, httpStatusCode } = await client.post('describe-key', { key_id })
  assert.equal(httpStatusCode, 200)
  assert.deepEqual([key_info.key_alias, key_info.key_description, key_info.key_state], ['node', '密钥 🔑', '2'])
})

test('a text is encrypted and decrypted', async () => {
  const { cipher_text } = await client.post('encrypt-data', { key_id, plain_text: 'hello 密钥 😀' })
  assert.equal((await client.post('decrypt-data', { cipher_text })).plain_text, 'hello 密钥 😀')
})

test('a tag is given, listed and taken away: answers without a body, and methods without one', async () => {
  assert.equal((await client.post(`${key_id}/tags`, { tag: { key: 'k', value: 'v' } })).httpStatusCode, 204)
  assert.deepEqual((await client.get(`${key_id}/tags`)).tags, [{ key: 'k', value: 'v' }])
  assert.equal((await client.delete(`${key_id}/tags/k`)).httpStatusCode, 204)
  assert.equal((await client.get(`${key_id}/tags`)).existTagsNum, 0)
})

test('a path that the SDK signs as it does not send it is refused: docs/decisions.md', async () => {
  await client.post(`${key_id}/tags`, { tag: { key: 'a b', value: '' } })
  assert.deepEqual(await refusal(client.delete(`${key_id}/tags/a b`)), clientError(401, 'APIGW.0301'))
})

test('a query is signed as it is sent', async () => {
  await client.post('aliases', { key_id, alias: 'alias/node' })
  const { aliases } = await client.get('aliases', { key_id, limit: '10', marker: '0' })
  assert.deepEqual(aliases.map(({ alias }) => alias), ['alias/node'])
  const odd = client.get('aliases', { key_id, marker: 'a b+c/ü' })
  assert.deepEqual(await refusal(odd), clientError(400, 'KMS.1602'))
})

for (const [what, operation, request, status, code] of [
  ['an alias that is taken', 'create-key', { key_alias: 'node' }, 400, 'KMS.1104'],
  ['an alias that is none', 'create-key', { key_alias: 'two words' }, 400, 'KMS.1101'],
  ['an alias that is absent', 'create-key', {}, 400, 'KMS.0204'],
  ['a key that there is not', 'describe-key', { key_id: '00000000-0000-4000-8000-00000000ffff' }, 404, 'KMS.0207'],
  ['a path that is none', 'make-key', {}, 400, 'KMS.0201'],
]) {
  test(`${what} is a ClientRequestException with its code, ${code}`, async () => {
    assert.deepEqual(await refusal(client.post(operation, request)), clientError(status, code))
  })
}

test('a method that is none of the path is a ClientRequestException with its code, KMS.0215', async () => {
  assert.deepEqual(await refusal(client.get('create-key')), clientError(405, 'KMS.0215'))
})

test('a failure of the service, and an operation that is not here, are ServerResponseExceptions', async () => {
  const serverError = (status, code) => ({ name: 'ServerResponseException', status, code })
  assert.deepEqual(await refusal(client.post('gen-random', { random_data_length: '8' })), serverError(500, 'KMS.0101'))
  assert.deepEqual(await refusal(client.post('create-grant', { key_id })), serverError(501, 'ERR_ABSENT'))
})

test('another access key, and another project, are refused', async () => {
  for (const other of [{ ak: 'UNKNOWN' }, { sk: 'another' }]) {
    const stranger = nodeClient(server.endpoint, { ...KEYS, ...other })
    assert.deepEqual(await refusal(stranger.post('describe-key', { key_id })), clientError(401, 'APIGW.0301'))
  }
  const elsewhere = nodeClient(server.endpoint, { ...KEYS, projectId: 'f'.repeat(32) })
  assert.deepEqual(await refusal(elsewhere.post('describe-key', { key_id })), clientError(403, 'KMS.0321'))
})
