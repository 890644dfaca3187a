// What would cross the wire, were there one: the request's body and the answer's.
const element = (id) => document.getElementById(id)

export function showRequest(request) {
  writeJson(element('request'), request)
}

/** Names the members that the service fills in; none if it would refuse the request. */
export function showDefaults(request, checked = {}) {
  const added = Object.keys(checked).filter((name) => checked[name] !== '' && !(name in request))
  element('defaults').textContent =
    added.length > 0 ? `By default: ${added.map((name) => `${name} ${checked[name]}`).join(', ')}.` : ''
}

export function showAnswer(body) {
  show(200, body)
}

/** The service's answer to a faulty request. A failure of the platform is not an answer of its. */
export function showRefusal({ code, status, field, message }) {
  if (field) show(status, { error: { error_code: code, error_msg: message } })
}

function show(status, body) {
  element('status').textContent = `HTTP ${status}`
  writeJson(element('response'), body)
}

/** JSON text, with the members' names in elements of their own. */
function writeJson(target, value) {
  const parts = JSON.stringify(value, null, 2).split(/^( *"\w+")(?=:)/m)
  target.replaceChildren(...parts.map((part, index) => (index % 2 === 1 ? named(part) : part)))
}

function named(text) {
  const name = document.createElement('i')
  name.textContent = text
  return name
}
