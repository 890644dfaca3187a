import { kernels } from '#source'
import { KmsError } from '../errors.ts'
import type { Core } from '../instance.ts'
import { isModule } from '../load.ts'
import { instantiate, type Kernel } from './kernel.ts'

/** The kernel that this engine runs, and its module for workers to start from. */
export interface Chosen {
  readonly module: WebAssembly.Module
  readonly kernel: Kernel
}

let choosing: Promise<Chosen> | undefined

/** The fastest kernel that works here: chosen by the first RSA key, remembered, tried again after a failure. */
export function chooseKernel(core: Core): Promise<Chosen> {
  choosing ??= choose(core).catch((error) => {
    choosing = undefined
    throw error
  })
  return choosing
}

async function choose(core: Core): Promise<Chosen> {
  for (const code of kernels(core.module)) {
    const module = await accepted(code)
    if (!module) continue
    const kernel = instantiate(module)
    // An engine may accept relaxed instructions and compute them with two roundings.
    if (kernel.is_exact()) return { module, kernel }
  }
  throw new KmsError({
    code: 'ERR_WASM_LOAD',
    status: 500,
    message: 'No search for RSA primes runs here: kms.wasm is not the one of this version.',
  })
}

async function accepted(code: BufferSource | WebAssembly.Module): Promise<WebAssembly.Module | undefined> {
  if (isModule(code)) return code as WebAssembly.Module
  const bytes = code as BufferSource
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : undefined
}
