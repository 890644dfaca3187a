// What a client and the service have to say to each other over HTTP, wherever the service is. It uses what
// every platform has, so that a page can hold it as well as a test.

export const TOKEN = 'swordfish'

const KMS = '/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms'

/** Has the conversation. `ask` is the platform's fetch, or stands for it; `base` is where the service is. */
export async function conversation(ask, base) {
  const headers = { 'X-Auth-Token': TOKEN, 'Content-Type': 'application/json' }
  const send = async (method, path, init) => told(await ask(`${base}${path}`, { method, headers, ...init }))
  const post = (path, members) => send('POST', `${KMS}/${path}`, { body: JSON.stringify(members) })
  const create = (members, init) => send('POST', `${KMS}/create-key`, { body: JSON.stringify(members), ...init })
  const long = (length) => ({ body: `{"key_alias":"long"${' '.repeat(length - 20)}}` })

  const health = await send('GET', '/health', { headers: {} })
  const { key_id } = (await create({ key_alias: 'orders' })).body.key_info
  const { cipher_text } = (await post('encrypt-data', { key_id, plain_text: 'four apples' })).body
  const opened = await post('decrypt-data', { cipher_text })
  const tagged = await post(`${key_id}/tags`, { tag: { key: 'team', value: 'a' } })
  const tags = await send('GET', `${KMS}/${key_id}/tags`)
  const refusals = {
    'a key by the same alias': await create({ key_alias: 'orders' }),
    'a key that is not there': await post('describe-key', { key_id: key_id.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
    'no token': await create({ key_alias: 'other' }, { headers: {} }),
    'another token': await create({ key_alias: 'other' }, { headers: { 'X-Auth-Token': 'herring' } }),
    'no JSON': await send('POST', `${KMS}/create-key`, { body: 'key_alias=orders' }),
    'no text': await send('POST', `${KMS}/create-key`, { body: new Uint8Array([0x22, 0xff, 0x22]) }),
    'a body of 64 KiB and a byte': await send('POST', `${KMS}/create-key`, long(65_537)),
    'a body of a MiB': await send('POST', `${KMS}/create-key`, long(1 << 20)),
    'another path': await post('create-keys', {}),
    'another method': await send('GET', `${KMS}/create-key`),
    'an operation of the cloud alone': await post('create-grant', {}),
  }
  const all = [health, opened, tagged, tags, ...Object.values(refusals)]
  return {
    health: outcome(health),
    opened: [opened.status, opened.body.plain_text],
    tagged: outcome(tagged),
    tags: [tags.status, tags.body.tags],
    'a body of 64 KiB': (await send('POST', `${KMS}/create-key`, long(65_536))).status,
    'the methods that there are': refusals['another method'].allow,
    refusals: Object.fromEntries(Object.entries(refusals).map(([name, answer]) => [name, outcome(answer)])),
    'ids of requests': new Set(all.map(({ id }) => id).filter((id) => UUID.test(id))).size,
    'forms that a body has': [...new Set(all.filter(({ status }) => status !== 204).map(({ type }) => type))],
  }
}

/** What comes of it. */
export const OUTCOME = {
  health: [200, { status: 'ok' }],
  opened: [200, 'four apples'],
  tagged: [204, ''],
  tags: [200, [{ key: 'team', value: 'a' }]],
  'a body of 64 KiB': 200,
  'the methods that there are': 'POST',
  refusals: {
    'a key by the same alias': [400, 'KMS.1104'],
    'a key that is not there': [404, 'KMS.0207'],
    'no token': [403, 'KMS.0301'],
    'another token': [403, 'KMS.0302'],
    'no JSON': [400, 'KMS.0202'],
    'no text': [400, 'KMS.0202'],
    'a body of 64 KiB and a byte': [400, 'KMS.0203'],
    'a body of a MiB': [400, 'KMS.0203'],
    'another path': [400, 'KMS.0201'],
    'another method': [405, 'KMS.0215'],
    'an operation of the cloud alone': [501, 'ERR_ABSENT'],
  },
  'ids of requests': 15,
  'forms that a body has': ['application/json'],
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

async function told(answer) {
  const { status, headers } = answer
  const text = await answer.text()
  const [id, type, allow] = ['X-Request-Id', 'Content-Type', 'Allow'].map((name) => headers.get(name))
  return { status, id, type, allow, body: text && JSON.parse(text) }
}

/** A refusal says its code in either place; if the two are not one, neither counts. */
function outcome({ status, body }) {
  if (status < 400) return [status, body]
  return [status, body.error_code === body.error.error_code ? body.error_code : body]
}
