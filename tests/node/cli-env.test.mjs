// pocket-kms env: lines that shells take, and what the clients read.
//   node --test tests/node/cli-env.test.mjs
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { answered, printed } from './cli.mjs'

test('a shell that has run the lines has the variables', async () => {
  const lines = await printed(['env', '--port', '9000'])
  const output = execFileSync('sh', ['-c', `${lines}\nenv`], { encoding: 'utf8' })
  assert.match(output, /^HUAWEICLOUD_SDK_REGION_KMS_CN_NORTH_4=http:\/\/127\.0\.0\.1:9000$/m)
  for (const name of ['AK', 'SK', 'PROJECT_ID']) assert.match(output, new RegExp(`^HUAWEICLOUD_SDK_${name}=.+$`, 'm'))
})

test('the region is part of the name, in capitals and with underscores', async () => {
  const { environment } = await answered(['env', '--region', 'eu-west-101'])
  assert.ok('HUAWEICLOUD_SDK_REGION_KMS_EU_WEST_101' in environment)
})

test('an address of version 6 stands in brackets', async () => {
  assert.equal((await answered(['env', '--host', '::1', '--port', '80'])).endpoint, 'http://[::1]:80')
})

test('every client has a line that names the endpoint', async () => {
  const { endpoint, programs } = await answered(['env'])
  assert.deepEqual(Object.keys(programs), ['Python', 'Go', 'Java', 'Node', 'Terraform'])
  for (const line of Object.values(programs)) assert.ok(line.includes(endpoint), line)
})

for (const [shell, line] of [
  ['sh', /^export HUAWEICLOUD_SDK_AK='pocket-kms'$/m],
  ['fish', /^set -gx HUAWEICLOUD_SDK_AK 'pocket-kms'$/m],
  ['powershell', /^\$env:HUAWEICLOUD_SDK_AK = 'pocket-kms'$/m],
  ['dotenv', /^HUAWEICLOUD_SDK_AK=pocket-kms$/m],
]) {
  test(`${shell} has its own way to say it, and nothing but that and comments`, async () => {
    const lines = await printed(['env', '--shell', shell])
    assert.match(lines, line)
    for (const other of lines.trim().split('\n')) assert.match(other, /^(#|export |set |\$env:|HUAWEI|CLOUD_)/)
  })
}
