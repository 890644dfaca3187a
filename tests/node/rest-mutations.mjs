// Requests that are nearly good: those of every operation with something about them changed, as drawn from a
// seed. The same seed gives the same requests.
import { seededRandom } from 'pocket-kms/testing'
import { targetOf } from './asking.mjs'
import { signed } from './signing.mjs'

/** Numbers and choices of a seed. */
export function drawsOf(seed) {
  const fill = seededRandom(seed)
  const bytes = new Uint8Array(4)
  const below = (limit) => {
    fill(bytes)
    return new DataView(bytes.buffer).getUint32(0) % limit
  }
  return { below, pick: (list) => list[below(list.length)], chance: (share) => below(1000) < share * 1000 }
}

const LONG = ['A'.repeat(256), 'x'.repeat(5000), 'ü'.repeat(300), '😀'.repeat(128), '0'.repeat(400)]
const TEXTS = [
  '', ' ', '0', '-1', '1e3', '8', '4096', '99999999999999999999', 'a', 'A', 'ü', '😀', '\0', '\r\nX-Evil: 1', '%00', '%zz', '../..', 'a/default', 'alias/a', 'alias/', 'null',
  'true', 'AAAA', 'AAA=', '====', 'ffff', 'FFFF', "' OR 1=1", '<b>', '${x}', '__proto__', 'constructor', 'toString', 'AES_256', 'SM4', 'EC_P256', 'SM2', 'HMAC_256', 'ED25519', 'RSA_1024',
  'ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'external', 'RAW', 'DIGEST', 'ALL', 'create', 'delete', 'filter', 'count', 'SM2_ENCRYPT', 'RSAES_OAEP_SHA_256', 'ECDSA_SHA_256',
  '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000099', '00000000-0000-4000-8000-00000000000', ...LONG,
]
const VALUES = [...TEXTS, ...TEXTS, null, true, false, 0, -1, 1.5, 7, 8, 512, 2 ** 53, 1e300, [], {}, [[]], [null], ['a'], [{}], { key: 'a' }, [{ key: 'a', value: 'b' }], Array(200).fill('a')]
const MEMBERS = ['key_id', 'key_alias', 'key_spec', 'key_usage', 'origin', 'limit', 'marker', 'tags', 'tag', 'sequence', 'cipher_text', 'plain_text', 'message', '__proto__', 'constructor', '', '\0']
/** JSON that has no value to be made of, or is none. */
const RAW = ['"\\ud800"', '"\\udfff\\ud800"', '"\\x"', '1e999', '-', '01', 'NaN', 'undefined', "'a'", '"', '"\t"', '/**/1', ...[64, 200, 20_000].map((deep) => '['.repeat(deep) + ']'.repeat(deep)), '{"a":'.repeat(9_000)]
const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'PURGE', 'post', 'X'.repeat(300), 'a b', '']
const SEGMENTS = ['', '.', '..', '%2e%2e', '%2F', '%5c', '%00', '%0d%0a', '%zz', '%', '%ff', '%c3%bc', 'a', 'A', '~', ';a', '#', '?', '*', '\\', 'ü', '😀', 'kms', 'v1.0', 'p', 'p'.repeat(33), 'a'.repeat(9_000)]
const QUERIES = ['', '?', '&', 'limit=', 'limit=%zz', 'limit=5&limit=6', 'key_id=x', 'marker=-1', 'limit=1e9', '=', '%ff=1', 'a=%00', 'key_id', 'limit=\u00e4', `limit=${'9'.repeat(9_000)}`]
const HEADERS = {
  'Origin': ['null', 'https://evil.example', '', '*'], 'Host': ['', 'evil.example', 'localhost', 'a:b:c', '[::1]'], 'X-Auth-Token': ['', 'x', 'x'.repeat(9_000), '\xff'],
  'Authorization': ['', 'Basic YTpi', 'SDK-HMAC-SHA256', 'SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date, Signature=00', `SDK-HMAC-SM3 ${'a=b,'.repeat(2_000)}`, 'SDK-HMAC-SHA256 Access=,SignedHeaders=,Signature='],
  'X-Sdk-Date': ['', '0', '20260609T080000Z', '99999999T999999Z', '20260609T080000'], 'Content-Type': ['', 'text/plain', 'multipart/form-data', '\x80'], 'User-Agent': ['', 'huaweicloud-usdk-go/3.0', 'x'.repeat(9_000)],
  'X-Request-Id': ['a'], 'X-HTTP-Method-Override': ['DELETE'], 'X-Forwarded-Host': ['evil.example'], 'Accept': ['text/html'], 'Accept-Encoding': ['gzip'], 'Content-Encoding': ['gzip'], 'Cookie': ['a=b'], 'Range': ['bytes=0-1'],
}

/** What may be changed about a request before it is text. */
const CHANGES = [
  (request, { pick }) => (request.method = pick(METHODS)),
  (request, { pick, below }) => {
    const parts = request.target.split('/')
    parts.splice(below(parts.length), below(2), pick(SEGMENTS))
    request.target = parts.join('/')
  },
  (request, { pick }) => (request.target += `${request.target.includes('?') ? '&' : '?'}${pick(QUERIES)}`),
  (request, { pick }) => {
    const name = pick(Object.keys(HEADERS))
    request.headers.push([name, pick(HEADERS[name])])
  },
  ...Array(4).fill(changeMember),
  (request, { pick }) => (request.body = structuredClone(pick(VALUES))),
]

/** One member, at any depth: another value, gone, or one more. */
function changeMember(request, { pick, chance }) {
  let holder = request.body
  if (typeof holder !== 'object' || holder === null) return
  for (;;) {
    const name = chance(0.1) ? pick(MEMBERS) : pick(Object.keys(holder).concat('more'))
    // Its own alone: what is inherited is everybody's.
    const inner = Object.hasOwn(holder, name) ? holder[name] : undefined
    if (typeof inner === 'object' && inner !== null && chance(0.7)) holder = inner
    else if (chance(0.2)) return delete holder[name]
    else return Object.defineProperty(holder, name, { value: structuredClone(pick(VALUES)), enumerable: true, configurable: true, writable: true })
  }
}

/** What may be changed about the text of a body. */
const SPOILINGS = [
  (text, { below }) => text.slice(0, below(text.length + 1)),
  (text, { below }) => text + text.slice(below(text.length + 1)),
  (text, { pick }) => text.replace(/:("[^"]*"|\d+)/, () => `:${pick(RAW)}`),
  (text, { pick }) => text.replace('{', () => `{"${pick(MEMBERS.slice(0, -3))}":${pick(RAW)},`),
  // A member that stands twice.
  (text) => text.replace(/^\{("[^"]*":[^,{[]*),?/, (whole, member) => `{${member},${whole.slice(1)}`),
  (text, { below }) => {
    const bytes = Buffer.from(text)
    if (bytes.length > 0) bytes[below(bytes.length)] ^= 1 << below(8)
    return bytes
  },
  (text, { below }) => text.padEnd(65_530 + below(12)),
  (text) => `\ufeff${text}`,
  (text) => Buffer.from(text, 'utf16le'),
  () => Buffer.alloc(70_000),
]

/** A request with nothing, or up to three things, changed. */
export function mutated(good, draws, credentials) {
  const { below, pick, chance } = draws
  let name
  // The search for an RSA key takes as long as a thousand others.
  do name = pick(Object.keys(good))
  while (name === 'createRsaDatakeyPair' && !chance(0.02))
  const [method, path, body] = structuredClone(good[name])
  const request = { name, method, target: targetOf(path), headers: [], body }
  for (let left = pick([0, 1, 1, 1, 2, 3]); left > 0; left--) pick(CHANGES)(request, draws)
  let text = request.body === undefined ? '' : JSON.stringify(request.body)
  if (chance(0.2)) text = pick(SPOILINGS)(text, draws)
  request.body = text
  for (const pair of authorizing(request, credentials, draws)) request.headers.splice(below(request.headers.length + 1), 0, pair)
  return request
}

/** Headers that show whose the request is; one time in eight not quite. */
function authorizing({ method, target, body }, { token, key, ms }, { below, pick, chance }) {
  const isWrong = chance(0.12)
  if (token) return [['X-Auth-Token', isWrong ? token.slice(below(3)) : token]]
  if (!key) return []
  const by = isWrong ? pick([{ sk: 'other' }, { ak: 'other' }, { ms: ms + 16 * 60_000 }, { ms: ms - 16 * 60_000 }, { names: ['host'] }]) : {}
  try {
    const headers = signed({ method, target, body, headers: { Host: 'kms' } }, { ...key, ms, ...by })
    const { Authorization: whole } = headers
    const at = below(whole.length)
    const spoilt = whole.slice(0, at) + String.fromCharCode(whole.charCodeAt(at) ^ (1 << below(5))) + whole.slice(at + 1)
    return Object.entries({ ...headers, Authorization: chance(0.1) ? spoilt : whole })
  } catch {
    // A path that has no canonical form has no signature.
    return []
  }
}
