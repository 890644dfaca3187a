// Programs that were written for the cloud, run as they are: where they go is in the environment alone.
//   node --test tests/sdk/programs.test.mjs
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { printed } from './python.mjs'
import { serve } from './server.mjs'

const root = join(import.meta.dirname, '../..')
const PAGE = join(root, '../shared/contract/seed-create-key.txt')
const PROJECT = '0605767a8f80d5762fd3c0186d9a57c0'
const KEY_ID = /^[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}$/

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-programs-'))
let server
before(async () => {
  server = await serve('--auth', 'aksk', '--region', 'eu-west-101', '--project', PROJECT)
})
after(async () => {
  rmSync(folder, { recursive: true })
  assert.equal(await server.stop(), 0)
})

/** Of what the server announces, the variables of these names. */
const environment = (...names) => Object.fromEntries(names.map((name) => [name, server.environment[name]]))

test("the sample program of the service's own page creates a key", {
  skip: !existsSync(PAGE) && 'the page is not part of this repository',
}, async () => {
  const program = join(folder, 'sample.py')
  writeFileSync(program, samplePython(readFileSync(PAGE, 'utf8'), PROJECT, 'eu-west-101'))
  const variables = environment('HUAWEICLOUD_SDK_REGION_KMS_EU_WEST_101', 'CLOUD_SDK_AK', 'CLOUD_SDK_SK')

  const { key_info } = JSON.parse(await printed(program, variables))
  assert.deepEqual(Object.keys(key_info), ['key_id', 'domain_id'])
  assert.match(key_info.key_id, KEY_ID)
  assert.match(key_info.domain_id, /^[0-9a-f]{32}$/)

  const [status, requestId, code, message] = (await printed(program, variables)).trim().split('\n')
  assert.deepEqual([status, code], ['400', 'KMS.1104'])
  assert.match(message, /^Duplicate key aliases\./)
  assert.match(requestId, KEY_ID)

  const stranger = await printed(program, { ...variables, CLOUD_SDK_SK: 'another' })
  assert.match(stranger, /^401\n.+\nAPIGW\.0301\n/)
})

test('a client that is told nothing creates a key: everything is in the environment', async () => {
  const elsewhere = await serve('--auth', 'aksk')
  try {
    const program = join(root, 'examples/official-sdk.py')
    const [keyInfo, refused] = (await printed(program, elsewhere.environment)).trim().split('\n')
    assert.match(JSON.parse(keyInfo).key_id, KEY_ID)
    assert.match(refused, /^refused: KMS\.1104 Duplicate key aliases\./)
    await assert.rejects(printed(program, { ...elsewhere.environment, HUAWEICLOUD_SDK_SK: 'another' }), /APIGW\.0301/)
  } finally {
    await elsewhere.stop()
  }
})

/** The Python program on the page, with its two places filled in. */
function samplePython(page, project, region) {
  const lines = page.split(/\r?\n/)
  const begin = lines.indexOf('# coding: utf-8')
  const end = lines.findIndex((line, index) => index > begin && /^\S/.test(line) && !/^(#|import|from|if) ?/.test(line))
  const program = lines.slice(begin, end).join('\n')
  const filled = program.replace('{project_id}', project).replace('<YOUR REGION>', region)
  assert.notEqual(begin, -1)
  assert.doesNotMatch(filled, /\{project_id\}|<YOUR REGION>/)
  return filled
}
