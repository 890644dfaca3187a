// A static server on the loopback address for the browser tests.
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
}

/**
 * Serves `pages` (path → { html, csp? }) and the files of `folders` (path prefix → folder).
 * Returns { origin, close }.
 */
export async function serve({ pages = {}, folders = {} }) {
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const page = pages[pathname]
    if (page) {
      response.setHeader('content-type', TYPES['.html'])
      if (page.csp) response.setHeader('content-security-policy', page.csp)
      return response.end(page.html)
    }
    const file = fileAt(folders, pathname)
    if (!file) return response.writeHead(404).end()
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
    createReadStream(file).pipe(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  // A secure context, which crypto.subtle needs, is what browsers take this name for.
  return { origin: `http://localhost:${server.address().port}`, close }
}

function fileAt(folders, pathname) {
  const prefix = Object.keys(folders).find((each) => pathname.startsWith(each))
  if (prefix === undefined) return undefined
  const file = normalize(join(folders[prefix], pathname.slice(prefix.length)))
  if (!file.startsWith(folders[prefix] + sep)) return undefined
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}
