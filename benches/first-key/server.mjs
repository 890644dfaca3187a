// Serves folders as a site of files does: compressed, and here never from a cache.
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' }

/** `folders` is path prefix → folder, `pages` path → HTML. Returns { origin, close }. */
export async function serve({ folders, pages }) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const file = fileAt(folders, pathname)
    const content = pages[pathname] ?? (file && readFileSync(file))
    if (content === undefined) return response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': TYPES[extname(pathname)] ?? 'text/html; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'no-store',
    })
    response.end(gzipSync(content, { level: 9 }))
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  // A secure context, as pages that make keys are.
  return { origin: `http://localhost:${server.address().port}`, close }
}

function fileAt(folders, pathname) {
  const prefix = Object.keys(folders).find((each) => pathname.startsWith(each))
  if (prefix === undefined) return undefined
  const file = join(folders[prefix], pathname.slice(prefix.length))
  if (!file.startsWith(folders[prefix] + sep)) return undefined
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}
