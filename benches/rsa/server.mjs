// Serves one job to one page, on an origin of its own, and takes its result.
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, sep } from 'node:path'
import { text } from 'node:stream/consumers'
import { BENCH, DIST } from './paths.mjs'

const FOLDERS = { '/bench/': BENCH, '/pocket-kms/': DIST }
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' }
const HTML = '<!doctype html><title>bench</title><script type="module" src="/bench/page.js"></script>'
const HEADERS = {
  // Isolated pages have clocks that tell microseconds.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  // Each page compiles for itself.
  'cache-control': 'no-store',
}

/** @returns { origin, result, close }; `result` is what the page posts: { value } or { error }. */
export async function serve(job) {
  let resolve
  const result = new Promise((settle) => { resolve = settle })
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    if (request.method === 'POST') {
      resolve(JSON.parse(await text(request)))
      return response.end()
    }
    if (pathname === '/') return answer(response, 'text/html; charset=utf-8', HTML)
    if (pathname === '/job') return answer(response, 'application/json', JSON.stringify(job))
    const file = fileAt(pathname)
    if (!file) return response.writeHead(404).end()
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
    createReadStream(file).pipe(response)
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  // A secure context, which crypto.subtle needs, is what browsers take this name for.
  return { origin: `http://localhost:${server.address().port}`, result, close }
}

function answer(response, type, body) {
  response.setHeader('content-type', type)
  response.end(body)
}

function fileAt(pathname) {
  const prefix = Object.keys(FOLDERS).find((each) => pathname.startsWith(each))
  if (prefix === undefined) return undefined
  const file = join(FOLDERS[prefix], pathname.slice(prefix.length))
  if (!file.startsWith(FOLDERS[prefix] + sep)) return undefined
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}
