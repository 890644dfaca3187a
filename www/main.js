// The course of events: a change of the form is checked; a submission ends in a key, or in a refusal.
// What is allowed is asked of the package: the page has no rule of its own.
import { checkCreateKey, createKey, isKmsError } from '/pocket-kms/index.js'
import { focusFault, onChange, onSubmit, readRequest, say, setBusy, showFault } from './form.js'
import { showKey } from './key.js'
import { hideSearch, showSearch } from './search.js'
import { showAnswer, showDefaults, showRefusal, showRequest } from './wire.js'

let latest
let running = false

onChange(check)
onSubmit(create)
check()

async function check() {
  const request = readRequest()
  latest = request
  showRequest(request)
  const result = await checkCreateKey(request).catch(refusal)
  // An earlier check may end after a later one.
  if (request !== latest) return
  showFault(isKmsError(result) ? result : undefined)
  showDefaults(request, isKmsError(result) ? undefined : result)
}

async function create() {
  if (running) return
  running = true
  setBusy(true)
  say('Creating…')
  const cancellation = new AbortController()
  const { signal } = cancellation
  const start = performance.now()
  try {
    const onProgress = (progress) => showSearch(progress, () => cancellation.abort())
    const { key_info, material } = await createKey(readRequest(), { signal, onProgress })
    const milliseconds = Math.round(performance.now() - start)
    say(`Created in ${milliseconds || '< 1'} ms.`)
    showAnswer({ key_info })
    showKey(material, key_info.key_id)
  } catch (error) {
    if (signal.aborted) say('Cancelled. No key was made.')
    else refuse(refusal(error))
  } finally {
    running = false
    setBusy(false)
    hideSearch()
  }
}

function refuse(error) {
  say(error.field ? 'Refused.' : `${error.code} ${error.message}`)
  showFault(error)
  focusFault()
  showRefusal(error)
}

/** Anything but a refusal is thrown on: problems.js will say it. */
function refusal(error) {
  if (isKmsError(error)) return error
  throw error
}
