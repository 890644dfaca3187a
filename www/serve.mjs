// Serves the demo page, and the built package beside it, on the loopback address.
//   node www/serve.mjs        PORT=8080 by default, or the next free one
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, sep } from 'node:path'

const ROOTS = { '/pocket-kms/': join(import.meta.dirname, '../pkg/dist'), '/': import.meta.dirname }
const TYPES = { '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm' }
const POLICY = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", 'worker-src blob:', "style-src 'self'",
  'img-src data:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ')

const server = createServer(({ url }, response) => {
  const file = fileAt(new URL(url, 'http://localhost').pathname)
  if (!file) return response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n')
  response.writeHead(200, {
    'content-type': TYPES[extname(file)],
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  })
  createReadStream(file).pipe(response)
})

listen(Number(process.env.PORT ?? 8080), process.env.PORT === undefined)

function listen(port, orNext) {
  server.once('error', (error) => {
    if (error.code !== 'EADDRINUSE' || !orNext) throw error
    listen(port + 1, orNext)
  })
  server.listen(port, '127.0.0.1', () => console.log(`http://localhost:${server.address().port}/`))
}

/** The file of a path; none if there is none, if it lies outside, or if its kind is not served. */
function fileAt(pathname) {
  const prefix = Object.keys(ROOTS).find((each) => pathname.startsWith(each))
  const file = join(ROOTS[prefix], pathname.slice(prefix.length) || 'index.html')
  const served = file.startsWith(ROOTS[prefix] + sep) && TYPES[extname(file)]
  return served && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}
