// The form: the request that it holds, and the fault that the package finds in it.
import { checkCreateKey, isKmsError } from '/pocket-kms/index.js'

const form = document.getElementById('request')
const fields = [...form.elements].filter((field) => field.name)

/** The members that are filled in. key_alias is sent even if it is empty. */
export function readRequest() {
  const filled = fields.filter(({ name, value }) => value !== '' || name === 'key_alias')
  return Object.fromEntries(filled.map(({ name, value }) => [name, value]))
}

/** Calls `changed` with the request now and after every change, and checks it each time. */
export function whenChanged(changed) {
  const update = () => {
    const request = readRequest()
    changed(request)
    check(request)
  }
  form.addEventListener('input', update)
  document.getElementById('fill-sequence').addEventListener('click', () => {
    document.getElementById('sequence').value = crypto.randomUUID()
    update()
  })
  update()
}

/** Shows the fault at the field that it names, and takes back any other. */
export function showFault({ code, field: name, message }) {
  for (const field of fields) {
    const isAtFault = field.name === name
    const fault = document.getElementById(`${field.name}-fault`)
    fault.textContent = isAtFault ? `${code} ${message}` : ''
    field.setAttribute('aria-describedby', fault.id)
    field.setAttribute('aria-invalid', String(isAtFault))
    if (isAtFault && field.closest('details')) field.closest('details').open = true
  }
}

export function clearFault() {
  showFault({})
}

let latest = 0

/** Only the latest check counts: an earlier one may end after it. */
async function check(request) {
  const turn = ++latest
  const fault = await checkCreateKey(request).then(() => undefined, (error) => error)
  if (turn !== latest) return
  if (isKmsError(fault)) showFault(fault)
  else clearFault()
}
