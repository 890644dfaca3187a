import { createElement, useState } from 'react'
import { createRoot } from 'react-dom/client'

/** A button that makes a key, and its id. */
export function show(createKey) {
  function App() {
    const [id, setId] = useState('')
    const onClick = async () => setId((await createKey({ key_alias: 'orders', key_spec: 'EC_P256' })).key_info.key_id)
    return createElement('button', { onClick }, id || 'Make a key')
  }
  createRoot(document.getElementById('root')).render(createElement(App))
}
