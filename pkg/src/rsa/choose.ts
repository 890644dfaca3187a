import sources from '#source/kernels'
import type { KernelSources } from '../../types/create-key.d.ts'
import { KmsError } from '../base/errors.ts'
import { compile, isModule } from '../module/compile.ts'
import { notLoaded } from '../module/load.ts'
import { ownMembers } from '../base/own.ts'
import { instantiate, type Kernel } from './kernel.ts'
import { hasInstructions, KERNELS, type KernelName } from './kernels.ts'

/** The kernel that this engine runs, and its module for workers to start from. */
export interface Chosen {
  readonly module: WebAssembly.Module
  readonly kernel: Kernel
}

let given: KernelSources | undefined
let choosing: Promise<Chosen> | undefined

/** Where the kernels are to be had from, instead of the package. */
export function giveKernels(kernels: KernelSources): void {
  given = ownMembers(kernels, ...KERNELS)
}

/** The fastest kernel that works here: chosen by the first RSA key, remembered, tried again after a failure. */
export function chooseKernel(): Promise<Chosen> {
  choosing ??= choose().catch((error) => {
    choosing = undefined
    throw error
  })
  return choosing
}

async function choose(): Promise<Chosen> {
  for (const name of KERNELS) {
    const module = await loaded(name)
    if (!module) continue
    const kernel = instantiate(module)
    // An engine may accept relaxed instructions and compute them with two roundings.
    if (kernel.is_exact()) return { module, kernel }
  }
  const message = 'No search for RSA primes runs here: no kernel of this version was given that this engine can run.'
  throw new KmsError({ code: 'ERR_WASM_LOAD', status: 500, message })
}

/** Its module; none if this engine does not run it, or it is not to be had. */
async function loaded(name: KernelName): Promise<WebAssembly.Module | undefined> {
  const source = given ? given[name] : sources[name]
  // What the host has compiled it can run, and it may let nothing else be compiled.
  if (isModule(source)) return source as WebAssembly.Module
  if (source === undefined || !hasInstructions(name)) return undefined
  try {
    return await compile(typeof source === 'function' ? source() : source)
  } catch (cause) {
    throw notLoaded(cause)
  }
}
