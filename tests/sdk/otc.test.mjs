// The Open Telekom Cloud's client for Python, as it is installed, and a server that asks for a token.
//   node --test tests/sdk/otc.test.mjs
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { eachAsTest } from './python.mjs'
import { serve } from './server.mjs'

test('otcextensions and a server that asks for a token', async (t) => {
  const server = await serve('--auth', 'token')
  const environment = { ENDPOINT: server.endpoint, TOKEN: server.token, PROJECT: '0'.repeat(32) }
  try {
    await eachAsTest(t, join(import.meta.dirname, 'python/otc.py'), [], environment)
  } finally {
    assert.equal(await server.stop(), 0)
  }
})
