// An application whose button makes a key.
import { createKey } from 'pocket-kms'

const button = document.createElement('button')
button.addEventListener('click', async () => {
  const start = performance.now()
  const { key_spec, maxWorkers } = button.dataset
  const options = maxWorkers ? { maxWorkers: Number(maxWorkers) } : {}
  const { material } = await createKey({ key_alias: 'first', key_spec }, options)
  material.dispose()
  button.dispatchEvent(new CustomEvent('made', { detail: performance.now() - start }))
})
document.body.append(button)
