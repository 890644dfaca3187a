// How `pocket-kms serve` ends: whatever it has begun, it is gone when it was told to go.
//   node --test tests/node/serve-stop.test.mjs
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { exchange } from './raw.mjs'
import { serve } from './serving.mjs'

suite('a delay that is a fault on purpose', () => {
  test('is over when the server is told to stop: the request is answered', async () => {
    const server = await serve(['--log', 'none', '--fault', '{key_id}/tags=600000ms'])
    const answering = server.send('GET', 'some/tags')
    await server.send('GET', '/health')
    const { code, signal } = await server.stop()
    assert.deepEqual([code, signal], [0, null])
    assert.equal((await answering).code, 'KMS.0205')
  })
})
