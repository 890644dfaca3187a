import * as glue from '#core'
import source from '#source'
import { KmsError } from './errors.ts'

/** The module's classes and functions, and the compiled module itself, which the kernels are in. */
export type Core = typeof glue & { readonly module: WebAssembly.Module }

let loading: Promise<Core> | undefined

/** The loaded module: loaded by the first call, remembered, and tried again after a failure. */
export function load(from: unknown = undefined): Promise<Core> {
  loading ??= start(from).catch((cause) => {
    loading = undefined
    throw new KmsError({
      code: 'ERR_WASM_LOAD',
      status: 500,
      message: `The WebAssembly module could not be loaded. ${advice(cause)}`,
      cause,
    })
  })
  return loading
}

export async function init(from?: unknown): Promise<void> {
  await load(from)
}

async function start(from: unknown): Promise<Core> {
  const module = await compile(await (from ?? source()))
  await glue.default({ module_or_path: module })
  return { ...glue, module }
}

async function compile(from: unknown): Promise<WebAssembly.Module> {
  if (isModule(from)) return from as WebAssembly.Module
  if (typeof from === 'string' || from instanceof URL) return compile(await fetch(from))
  if (typeof Response === 'function' && from instanceof Response) {
    if (!from.ok) throw new Error(`The server answered ${from.status}.`)
    return compile(await from.arrayBuffer())
  }
  return WebAssembly.compile(from as BufferSource)
}

/** By its tag rather than its class: a module of another realm is one too. */
export function isModule(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object WebAssembly.Module]'
}

function advice(cause: unknown): string {
  if (typeof WebAssembly !== 'object') return 'This runtime has no WebAssembly.'
  if (typeof DecompressionStream !== 'function') {
    return 'This runtime cannot unpack it: use pocket-kms/slim, and give init() the bytes of kms.wasm.'
  }
  if (cause instanceof WebAssembly.CompileError && /unsafe-eval|blocked|disallowed/i.test(cause.message)) {
    return (
      "A page must allow 'wasm-unsafe-eval' in its Content-Security-Policy's script-src; " +
      'an edge worker must be bundled with the condition workerd or edge-light.'
    )
  }
  return cause instanceof Error ? cause.message : 'The cause is attached as error.cause.'
}
