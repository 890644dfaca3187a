// Serves the demo page, and the built package beside it, on the loopback address.
//   node www/serve.mjs        on port 8080 or the next free one; PORT=… for that one alone
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, sep } from 'node:path'

const ROOTS = { '/pocket-kms/': join(import.meta.dirname, '../pkg/dist'), '/': import.meta.dirname }
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}
// No connect-src: the browser sees to it that the page sends nothing anywhere.
const POLICY = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", 'worker-src blob:', "style-src 'self'",
  'img-src data:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ')
const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const server = createServer(({ method, url }, response) => {
  const refuse = (status, headers) => response.writeHead(status, headers).end()
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, { allow: 'GET, HEAD' })
  const file = fileAt(url.split('?', 1)[0])
  if (!file) return refuse(404)
  response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(file)] })
  if (method === 'HEAD') return response.end()
  createReadStream(file).on('error', () => response.destroy()).pipe(response)
})

const { PORT } = process.env
let port = Number(PORT ?? 8080)
server.on('listening', () => console.log(`http://localhost:${server.address().port}/`))
server.on('error', (error) => {
  if (error.code !== 'EADDRINUSE' || PORT !== undefined) throw error
  server.listen(++port, '127.0.0.1')
})
server.listen(port, '127.0.0.1')

/** The file of a path; none if there is none, if it lies outside, or if its kind is not served. */
function fileAt(path) {
  const prefix = Object.keys(ROOTS).find((each) => path.startsWith(each))
  if (prefix === undefined) return undefined
  const file = join(ROOTS[prefix], path.slice(prefix.length) || 'index.html')
  const served = file.startsWith(ROOTS[prefix] + sep) && extname(file) in TYPES
  return served && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}
