// The service as a service worker: it answers the REST API's paths, whatever host they are on, and lets the
// rest of its pages' requests pass.
import { Kms } from '/pocket-kms/index.js'

const opened = Kms.open({ auth: { token: ['swordfish'] } })

addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url)
  if (pathname === '/streams') event.respondWith(Response.json('body' in Request.prototype))
  if (!/^\/(health$|v1\.0\/)/.test(pathname)) return
  event.respondWith(opened.then((kms) => kms.fetch(event.request)))
})
