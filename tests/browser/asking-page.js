// What service-worker.test.mjs runs: a page that asks by plain fetch, and knows of no package. Each function
// returns plain values.
import { conversation } from '/tests/conversation.mjs'

/** What comes of it before there is a service worker; then installs one, and waits for it. */
async function install() {
  const { status } = await fetch('/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/tags')
  const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve))
  await navigator.serviceWorker.register('/tests/browser/service-worker.js', { type: 'module' })
  await controlled
  return status
}

async function createKey(members, { endpoint = '', signal, held } = {}) {
  const headers = { 'X-Auth-Token': 'swordfish', 'Content-Type': 'application/json', ...(held && { 'X-Held': '1' }) }
  const init = { method: 'POST', headers, body: JSON.stringify(members), signal }
  const answer = await fetch(`${endpoint}/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key`, init)
  const { key_info, error_code } = await answer.json()
  return [answer.status, error_code ?? typeof key_info.key_id]
}

async function hasStreams() {
  return (await fetch('/streams')).json()
}

/** An abort once the service is at work, what the page hears of it, and whether the service goes on. */
async function aborted() {
  const { serviceWorker } = navigator
  const controller = new AbortController()
  serviceWorker.addEventListener('message', () => controller.abort(), { once: true })
  const options = { signal: controller.signal, held: true }
  const heard = await createKey({ key_alias: 'aborted', key_spec: 'RSA_4096' }, options).then(() => 'made', ({ name }) => name)
  serviceWorker.controller.postMessage('given up')
  return [heard, await createKey({ key_alias: 'after-it' })]
}

/** Who answers what is not the service's: the server. */
async function others() {
  const answers = await Promise.all(['/tests/conversation.mjs', '/v1', '/healthy'].map((path) => fetch(path)))
  return answers.map(({ status, headers }) => [status, headers.has('X-Request-Id')])
}

globalThis.inPage = { aborted, conversation: () => conversation(fetch, ''), createKey, hasStreams, install, others }
