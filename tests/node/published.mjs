// The published codes, statuses and texts, as a file apart from the core's table.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

const { kms, gateway } = JSON.parse(readFileSync(new URL('../vectors/errors.json', import.meta.url), 'utf8'))
// The gateway's codes are spelled in two ways.
const rows = new Map([...kms, ...gateway].map((row) => [row.code.replace('APIG.', 'APIGW.'), row]))

/** A code of the service has its published status, and its text starts with the published one. */
export function assertPublished({ code, status, message }) {
  assert.match(code, /^(KMS\.\d{4}|APIGW\.030[18]|ERR_[A-Z]+)$/)
  assert.match(message, /^[^]{1,498}\.$/)
  const row = rows.get(code)
  assert.equal(row === undefined, code.startsWith('ERR_'), code)
  if (!row) return
  assert.equal(status, row.http, code)
  // The gateway's texts go on with what is wrong. Ours is a sentence of its own.
  const published = row.message.replace(/: .*$/, '.')
  assert.ok(message === published || message.startsWith(`${published} `), `${code}: ${message}`)
}
