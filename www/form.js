// The form: the request that it holds, and the fault that was found in it.
const form = document.getElementById('form')
const create = document.getElementById('create')
const outcome = document.getElementById('outcome')
const sequence = document.getElementById('sequence')
const fields = [...form.elements].filter((field) => field.name)

/** The members that are filled in: an empty field is no member. */
export function readRequest() {
  return Object.fromEntries(fields.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]))
}

export function onChange(listener) {
  form.addEventListener('input', listener)
}

export function onSubmit(listener) {
  // Disabled until now: a submission that no listener hears would leave the page.
  create.disabled = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    listener()
  })
}

/** Shows the fault at the field that it names, and takes back any other. */
export function showFault(fault) {
  for (const field of fields) {
    const isAtFault = field.name === fault?.field
    field.setAttribute('aria-invalid', isAtFault)
    write(document.getElementById(`${field.name}-fault`), isAtFault ? [fault.code, fault.message] : [])
    const details = isAtFault && field.closest('details')
    if (details) details.open = true
  }
}

export function focusFault() {
  form.querySelector('[aria-invalid="true"]')?.focus()
}

/** Not disabled, which would take the focus away. */
export function setBusy(isBusy) {
  create.setAttribute('aria-disabled', isBusy)
}

export function say(text) {
  outcome.textContent = text
}

sequence.nextElementSibling.addEventListener('click', () => {
  sequence.value = crypto.randomUUID()
  sequence.dispatchEvent(new Event('input', { bubbles: true }))
})

/** A code and a message. A live region speaks whenever it is written: the same is not written again. */
function write(target, [code, message]) {
  if (target.textContent === (code ? `${code} ${message}` : '')) return
  target.replaceChildren()
  if (!code) return
  const name = document.createElement('b')
  name.textContent = code
  target.append(name, ` ${message}`)
}
