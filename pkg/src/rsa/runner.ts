import { turn } from '../base/turn.ts'
import { instantiate, type Kernel } from './kernel.ts'

/** A search for one prime from a random start, or one part of the proof of a key. */
export type Task =
  | { readonly kind: 'search'; readonly primeBits: number; readonly start: Uint8Array }
  | {
      readonly kind: 'proof'
      readonly primeBits: number
      /** Who has chosen the primes: a number between the core and the kernel. */
      readonly provenance: number
      readonly part: number
      readonly parts: number
      /** p, q, d mod p − 1 and d mod q − 1. */
      readonly numbers: Uint8Array
      readonly random: Uint8Array
    }

/** How a task has ended. */
export interface Outcome {
  /** The prime; none if there is none near the start, or the task was stopped. */
  prime: Uint8Array | undefined
  /** What the proof has shown; none if the task was stopped. */
  isSound: boolean | undefined
  /** Whether the task was stopped before its end. */
  isStopped: boolean
  /** Candidates tested. */
  tested: number
}

/** An outcome has all of its members: what is not there would be looked for along the prototypes. */
const UNFINISHED = { prime: undefined, isSound: undefined, isStopped: false }

/** Carries out tasks, one at a time. */
export interface Searcher {
  /** The task's buffers are wiped or moved away. */
  run(task: Task, onTested: (tested: number) => void): Promise<Outcome>
  /** Ends the task: its promise is soon settled. */
  stop(): void
  /** Whether it is to keep the process alive. */
  hold(isHeld: boolean): void
  end(): void
}

/** What a step answers. */
const NEXT = 0
const DONE = 1

/** A slice of work before other work of the thread, a message to stop among it, has its turn: milliseconds. */
const SLICE = 2

/** The least time between two reports, in milliseconds: a frame of a page. */
const REPORT = 16

/** The most steps of a slice, for hosts whose clock stands still while a script runs. */
const MOST_STEPS = 64

/** Carries out tasks with a kernel in this thread, in slices. */
export class Runner implements Searcher {
  readonly #kernel: Kernel
  #isStopped = false

  constructor(module: WebAssembly.Module) {
    this.#kernel = instantiate(module)
  }

  async run(task: Task, onTested: (tested: number) => void): Promise<Outcome> {
    const kernel = this.#kernel
    this.#isStopped = false
    try {
      this.#begin(task)
      let status = NEXT
      let reported = performance.now()
      for (;;) {
        status = this.#slice()
        if (status !== NEXT) break
        if (performance.now() - reported >= REPORT) {
          reported = performance.now()
          onTested(kernel.tested())
        }
        await turn()
        if (this.#isStopped) return { ...UNFINISHED, isStopped: true, tested: kernel.tested() }
      }
      const tested = kernel.tested()
      const isDone = status === DONE
      if (task.kind === 'proof') return { ...UNFINISHED, isSound: isDone, tested }
      return { ...UNFINISHED, prime: isDone ? this.#bytes(task.primeBits / 8).slice() : undefined, tested }
    } finally {
      kernel.stop()
    }
  }

  stop(): void {
    this.#isStopped = true
  }

  hold(): void {}

  end(): void {}

  #begin(task: Task): void {
    if (task.kind === 'search') {
      this.#bytes(task.start.length).set(task.start)
      task.start.fill(0)
      this.#kernel.search(task.primeBits)
    } else {
      const { numbers, random, primeBits, provenance, part, parts } = task
      const bytes = this.#bytes(numbers.length + random.length)
      bytes.set(numbers)
      bytes.set(random, numbers.length)
      numbers.fill(0)
      random.fill(0)
      this.#kernel.prove(primeBits, provenance, part, parts)
    }
  }

  #slice(): number {
    const end = performance.now() + SLICE
    let status = NEXT
    for (let steps = 0; status === NEXT && steps < MOST_STEPS; steps++) {
      status = this.#kernel.step()
      if (performance.now() >= end) break
    }
    return status
  }

  /** The beginning of the kernel's buffer, anew each time: memory that has grown has moved. */
  #bytes(length: number): Uint8Array {
    return new Uint8Array(this.#kernel.memory.buffer, this.#kernel.buffer(), length)
  }
}
