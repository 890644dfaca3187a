// The service over HTTP without a server, and without the permission to reach one.
import assert from 'node:assert/strict'
import { Kms } from 'pocket-kms'
import { conversation, OUTCOME, TOKEN } from '../../../conversation.mjs'

const kms = await Kms.open({ auth: { token: [TOKEN] } })
assert.deepEqual(await conversation((...request) => kms.fetch(...request), 'http://kms'), OUTCOME)

for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
  const answer = await kms.fetch('http://kms/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key', {
    method: 'POST',
    headers: { 'X-Auth-Token': TOKEN },
    body: JSON.stringify({ key_alias: key_spec, key_spec }),
  })
  console.log('ok', key_spec, (await answer.json()).key_info.key_id)
}
