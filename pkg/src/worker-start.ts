import script from '#worker-script'
import type { Progress } from '../types/index.d.ts'

/** What the worker is sent once. */
export interface Task {
  module: WebAssembly.Module
  modulusBits: number
}

/** What it answers: progress now and then, at last the primes or a refusal. */
export interface Report {
  progress?: Progress
  primes?: Uint8Array
  refusal?: string
}

/** A worker, alike for browsers and Node. */
export interface SearchWorker {
  post(task: Task): void
  onMessage(listener: (report: Report) => void): void
  onFailure(listener: () => void): void
  terminate(): void
}

/**
 * The caller's worker, or else one that runs the embedded script; none where the platform has no
 * workers or forbids this one.
 */
export function startWorker(own?: () => object): SearchWorker | undefined {
  if (own) return ofWorker(own() as Worker)
  try {
    return typeof Worker === 'function' ? blobWorker() : nodeWorker()
  } catch {
    return undefined
  }
}

function blobWorker(): SearchWorker {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  return ofWorker(new Worker(url, { type: 'module', name: 'pocket-kms' }), () => URL.revokeObjectURL(url))
}

function ofWorker(worker: Worker, ended = () => {}): SearchWorker {
  return {
    post: (task) => worker.postMessage(task),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onFailure: (listener) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault()
        listener()
      })
      worker.addEventListener('messageerror', listener)
    },
    terminate: () => {
      worker.terminate()
      ended()
    },
  }
}

function nodeWorker(): SearchWorker | undefined {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads')
  if (!threads) return undefined
  const worker = new threads.Worker(script, { eval: true })
  return {
    post: (task) => worker.postMessage(task),
    onMessage: (listener) => worker.on('message', listener),
    onFailure: (listener) => worker.on('error', listener),
    terminate: () => void worker.terminate(),
  }
}
