// Says on the page whatever goes wrong there that no other module expects. A plain script before all
// others, so that nothing can go wrong before it listens.
{
  const problems = document.createElement('ul')
  problems.id = 'problems'
  problems.setAttribute('role', 'alert')
  addEventListener('DOMContentLoaded', () => document.body.prepend(problems))

  const report = (text) => {
    const problem = document.createElement('li')
    problem.textContent = text
    problems.append(problem)
  }
  const onError = ({ message, target }) => report(message ?? `${target.src ?? target.href} cannot be loaded.`)
  // Captured, since the error of an element that cannot be loaded does not bubble.
  addEventListener('error', onError, true)
  addEventListener('unhandledrejection', ({ reason }) => report(String(reason)))
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    report(`The page's own policy forbids ${blockedURI}: ${effectiveDirective}.`)
  })
}
