// The service as a service worker: it answers the REST API's paths, whatever host they are on, and lets the
// rest of its pages' requests pass. There is no import() in a service worker.
import { Kms } from '/pocket-kms/static.js'

const opened = Kms.open({ auth: { token: ['swordfish'] } })

/** Called by the page when it has given up, so that no key that was found by luck is answered before. */
let release
const givenUp = new Promise((resolve) => (release = resolve))
addEventListener('message', ({ data }) => data === 'given up' && release())

async function answer(request) {
  const kms = await opened
  const answering = kms.fetch(request)
  if (!request.headers.has('X-Held')) return answering
  // The page gives up when it hears that the service is at work.
  for (const client of await clients.matchAll()) client.postMessage('at work')
  await givenUp
  return answering
}

addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url)
  if (pathname === '/streams') event.respondWith(Response.json('body' in Request.prototype))
  if (!/^\/(health$|v1\.0\/)/.test(pathname)) return
  event.respondWith(answer(event.request))
})
