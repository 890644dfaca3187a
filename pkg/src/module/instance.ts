import { KmsError } from '../base/errors.ts'

/** What wasm-bindgen has written of a module: its classes and functions, by their names. */
export type Functions = object

/** The same for one instance that is not started yet. */
export type Glue<Made extends Functions> = Omit<Made, 'default' | 'initSync'> & {
  imports(): WebAssembly.Imports
  /** Binds the classes and functions to the instance of these exports, and runs its beginning. */
  start(instance: { exports: WebAssembly.Exports }, module: WebAssembly.Module): void
}

/** The module's classes and functions, of one instance of it. */
export type Instance<Made extends Functions> = Omit<Made, 'default' | 'initSync'> & { readonly guard: Guard }

/** Something that is under way in an instance. */
export interface Ending {
  /** Ends it with this reason. */
  end(reason: unknown): void
}

export async function instantiate<Made extends Functions>(
  glue: Glue<Made>,
  module: WebAssembly.Module,
): Promise<Instance<Made>> {
  const { imports, start, ...functions } = glue
  const { exports } = await WebAssembly.instantiate(module, imports())
  const guard = new Guard(exports['memory'] as WebAssembly.Memory)
  start({ exports: guard.over(exports) }, module)
  return { ...functions, guard } as unknown as Instance<Made>
}

/**
 * Stands before all functions of an instance. What one of them throws, when memory or the stack is used up
 * or by any other trap, leaves the instance in the middle of its work: no function of it is called any more,
 * its memory is wiped, and what is under way in it ends.
 */
export class Guard {
  /** What is under way in the instance. */
  readonly calls = new Set<Ending>()
  #memory: WebAssembly.Memory | undefined
  #trap: { readonly cause: unknown } | undefined
  /** Calls on the stack, one inside of the other. */
  #depth = 0

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory
  }

  get isGone(): boolean {
    return this.#trap !== undefined
  }

  over(exports: WebAssembly.Exports): WebAssembly.Exports {
    const guarded = Object.create(null)
    for (const [name, value] of Object.entries(exports)) {
      guarded[name] = typeof value === 'function' ? this.#guarded(name, value) : value
    }
    return guarded
  }

  #guarded(name: string, call: Function): Function {
    // The garbage collector calls it, too, and catches nothing.
    const isFree = /^__wbg_.*_free$/.test(name)
    return (...values: unknown[]) => {
      if (!this.#trap) {
        this.#depth++
        try {
          const result = call(...values)
          if (!this.#trap) return result
        } catch (cause) {
          this.#trap ??= { cause }
        } finally {
          this.#depth--
        }
      }
      if (this.#depth === 0) this.#giveUp()
      if (isFree) return
      throw this.#gone()
    }
  }

  #giveUp(): void {
    if (this.#memory) new Uint8Array(this.#memory.buffer).fill(0)
    this.#memory = undefined
    for (const call of this.calls) {
      this.calls.delete(call)
      call.end(this.#gone())
    }
  }

  #gone(): KmsError {
    const message =
      'The WebAssembly module has failed, out of memory perhaps. The keys in its memory are gone; the next call starts it anew.'
    return new KmsError({ code: 'ERR_INTERNAL', status: 500, message, cause: this.#trap?.cause })
  }
}
