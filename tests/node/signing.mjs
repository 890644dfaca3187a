// SDK-HMAC-SHA256 as a client computes it, written by the description of the signature alone.
import { createHash, createHmac } from 'node:crypto'

const hex = (bytes) => createHash('sha256').update(bytes).digest('hex')
const encoded = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (it) => `%${it.charCodeAt().toString(16).toUpperCase()}`)
const named = (pair) => /^([^=]*)=?(.*)$/.exec(pair).slice(1).map((it) => encoded(decodeURIComponent(it)))
const byCode = (a, b) => (a < b ? -1 : Number(a > b))

/** `20260609T080000Z` */
export const dateOf = (ms) => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')

/**
 * The headers of a signed request: those given, the date, and `Authorization`. `names` are the signed ones,
 * by default all that there are.
 */
export function signed({ method = 'POST', target, headers = {}, body = '' }, { ak, sk, ms = Date.now(), names }) {
  const date = dateOf(ms)
  const all = { ...headers, 'X-Sdk-Date': date }
  const values = Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const list = names ?? Object.keys(values).sort()
  const [path, query = ''] = target.split('?')
  const canonical = [
    method,
    `${decodeURIComponent(path).split('/').map(encoded).join('/')}/`.replace(/\/\/$/, '/'),
    query.split('&').filter(Boolean).map((pair) => named(pair)).sort(([a, x], [b, y]) => byCode(a, b) || byCode(x, y)).map((pair) => pair.join('=')).join('&'),
    list.map((name) => `${name}:${values[name]}\n`).join(''),
    list.join(';'),
    hex(body),
  ].join('\n')
  const signature = createHmac('sha256', sk).update(`SDK-HMAC-SHA256\n${date}\n${hex(canonical)}`).digest('hex')
  return { ...all, Authorization: `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${list.join(';')}, Signature=${signature}` }
}
