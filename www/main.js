// The page: a request on the left, what crosses the wire and the key on the right. What is allowed is
// asked of the package; the page has no rule of its own.
import { createKey, isKmsError } from '/pocket-kms/index.js'
import { hideKey, showKey } from './key.js'
import { clearFault, readRequest, showFault, whenChanged } from './request.js'
import { hideSearch, showSearch } from './search.js'

const element = (id) => document.getElementById(id)
const create = element('create')
const cancel = element('cancel')

whenChanged((request) => {
  element('body').textContent = `POST /v1.0/{project_id}/kms/create-key\n\n${JSON.stringify(request, null, 2)}`
})

element('request').addEventListener('submit', async (event) => {
  event.preventDefault()
  const controller = new AbortController()
  cancel.onclick = () => controller.abort()
  hideKey()
  busy(true)
  const start = performance.now()
  try {
    const options = { signal: controller.signal, onProgress: showSearch }
    const { key_info, material } = await createKey(readRequest(), options)
    clearFault()
    answer(200, { key_info }, `Created in ${Math.round(performance.now() - start)} ms.`)
    showKey(material, key_info)
  } catch (error) {
    refuse(error)
  } finally {
    busy(false)
    hideSearch()
  }
})

function refuse(error) {
  if (isKmsError(error)) {
    showFault(error)
    answer(error.status, { error: { error_code: error.code, error_msg: error.message } }, 'Refused.')
  } else if (error?.name === 'AbortError') {
    answer('', undefined, 'Cancelled. No key was made.')
  } else {
    throw error
  }
}

function answer(status, body, outcome) {
  element('response').textContent = body ? `HTTP ${status}\n\n${JSON.stringify(body, null, 2)}` : ''
  element('outcome').textContent = outcome
}

function busy(is) {
  create.disabled = is
  cancel.hidden = !is
  if (is) answer('', undefined, 'Creating…')
}
