import type { Source } from '../../types/create-key.d.ts'
import { KmsError } from '../base/errors.ts'
import { compile } from './compile.ts'
import { instantiate, type Functions, type Glue, type Instance } from './instance.ts'

/**
 * The way to a module: loaded by the first call, remembered, and tried again after a failure. When its instance is
 * gone it is started anew.
 */
export function loader<Made extends Functions>(
  glue: () => Glue<Made>,
  source: () => Promise<unknown>,
): (from?: Source) => Promise<Instance<Made>> {
  let compiled: WebAssembly.Module | undefined
  let instance: Instance<Made> | undefined
  let loading: Promise<Instance<Made>> | undefined

  async function start(from: Source): Promise<Instance<Made>> {
    const module = compiled ?? (await compile(from === true ? source() : from))
    instance = await instantiate(glue(), module)
    compiled = module
    return instance
  }

  return (from = true) => {
    if (instance?.guard.isGone) instance = loading = undefined
    loading ??= start(from).catch((cause) => {
      loading = undefined
      throw notLoaded(cause)
    })
    return loading
  }
}

export function notLoaded(cause: unknown): KmsError {
  const message = `The WebAssembly module could not be loaded. ${advice(cause)}`
  return new KmsError({ code: 'ERR_WASM_LOAD', status: 500, message, cause })
}

function advice(cause: unknown): string {
  if (typeof WebAssembly !== 'object') return 'This runtime has no WebAssembly.'
  if (typeof DecompressionStream !== 'function') {
    return 'This runtime cannot unpack it: use pocket-kms/slim, and give init() the bytes of the modules.'
  }
  if (cause instanceof WebAssembly.CompileError && /unsafe-eval|blocked|disallowed/i.test(cause.message)) {
    return (
      "A page must allow 'wasm-unsafe-eval' in its Content-Security-Policy's script-src; " +
      'an edge worker must be bundled with the condition workerd or edge-light.'
    )
  }
  return cause instanceof Error ? cause.message : 'The cause is attached as error.cause.'
}
