/** The module of what a source has given: the URL of one, an answer of HTTP, bytes, or a module. */
export async function compile(given: unknown): Promise<WebAssembly.Module> {
  const from = await given
  if (isModule(from)) return from as WebAssembly.Module
  // First: to be asked for its Response, Node loads all of its client for HTTP, which takes longer than a key.
  if (ArrayBuffer.isView(from)) return WebAssembly.compile(from as BufferSource)
  if (typeof from === 'string' || from instanceof URL) return compile(fetch(from))
  if (typeof Response === 'function' && from instanceof Response) {
    if (!from.ok) throw new Error(`The server answered ${from.status}.`)
    return compile(from.arrayBuffer())
  }
  return WebAssembly.compile(from as BufferSource)
}

/** By its tag rather than its class: a module of another realm is one too. */
export function isModule(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object WebAssembly.Module]'
}
