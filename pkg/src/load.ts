import source from '#source'
import { KmsError } from './errors.ts'
import { instantiate, type Core } from './instance.ts'

let compiled: WebAssembly.Module | undefined
let core: Core | undefined
let loading: Promise<Core> | undefined

/**
 * The loaded module: loaded by the first call, remembered, and tried again after a failure. When its
 * instance is gone it is started anew.
 */
export function load(from: unknown = undefined): Promise<Core> {
  if (core?.guard.isGone) core = loading = undefined
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
  const module = compiled ?? (await compile(await (from ?? source())))
  core = await instantiate(module)
  compiled = module
  return core
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
