import script from '#worker-script'
import { bare, ownMembers } from '../base/own.ts'
import { ifAny } from '../base/platform.ts'
import type { Outcome, Searcher, Task } from './runner.ts'

/** What a worker is sent: its kernel first, then tasks. */
export interface Message {
  kernel?: WebAssembly.Module
  task?: Task
  stop?: true
}

/** What it answers: candidates tested now and then, at last the outcome. */
export interface Report {
  tested?: number
  outcome?: Outcome
  failure?: string
}

/** A worker has failed. */
export class WorkerFailure extends Error {
  /** It has never answered: it may not be allowed here. */
  readonly isBlocked: boolean

  constructor(reason: string, isBlocked: boolean) {
    super(reason)
    this.isBlocked = isBlocked
  }
}

/** A worker of the platform, alike for browsers and Node. */
interface Port {
  post(message: Message, transfer?: ArrayBuffer[]): void
  onReport(listener: (report: Report) => void): void
  onFailure(listener: () => void): void
  hold(isHeld: boolean): void
  terminate(): void
}

/**
 * A searcher in the caller's worker, or else in one that runs the embedded script; none where the
 * platform has no workers or forbids this one.
 */
export function startWorker(kernel: WebAssembly.Module, own?: () => object): Searcher | undefined {
  const port = own ? ofCaller(own() as Worker) : ofPlatform()
  return port && new WorkerSearcher(port, kernel)
}

const callersWorkers = new WeakSet<Worker>()

/** None if the caller gives a worker a second time: then there is one, and no more. */
function ofCaller(worker: Worker): Port | undefined {
  if (callersWorkers.has(worker)) return undefined
  callersWorkers.add(worker)
  return ofWorker(worker)
}

class WorkerSearcher implements Searcher {
  readonly #port: Port
  #onTested = (_tested: number) => {}
  #resolve = (_outcome: Outcome) => {}
  #reject = (_failure: WorkerFailure) => {}
  #failure: WorkerFailure | undefined
  #hasAnswered = false

  constructor(port: Port, kernel: WebAssembly.Module) {
    this.#port = port
    port.onReport((report) => {
      const { tested, outcome, failure } = ownMembers(report, 'tested', 'outcome', 'failure')
      this.#hasAnswered = true
      if (tested !== undefined) this.#onTested(tested)
      if (outcome) this.#resolve(outcomeOf(outcome))
      if (failure !== undefined) this.#fail(failure)
    })
    // A worker that cannot start, under a strict Content-Security-Policy say, tells so only now.
    port.onFailure(() => this.#fail('The worker did not start.'))
    port.post({ kernel })
  }

  run(task: Task, onTested: (tested: number) => void): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#onTested = onTested
      this.#resolve = resolve
      this.#reject = reject
      const moved = task.kind === 'search' ? [task.start.buffer] : [task.numbers.buffer, task.random.buffer]
      this.#port.post({ task }, moved as ArrayBuffer[])
    })
  }

  stop(): void {
    this.#port.post({ stop: true })
  }

  hold(isHeld: boolean): void {
    this.#port.hold(isHeld)
  }

  end(): void {
    this.#port.terminate()
  }

  #fail(reason: string): void {
    this.#failure = new WorkerFailure(reason, !this.#hasAnswered)
    this.#reject(this.#failure)
  }
}

/** A caller's worker may run a script of its own, which may leave something out. */
function outcomeOf(outcome: Outcome): Outcome {
  const { tested = 0, isStopped = false, ...rest } = ownMembers(outcome, 'tested', 'isStopped', 'prime', 'isSound')
  return { ...rest, isStopped, tested }
}

function ofPlatform(): Port | undefined {
  try {
    return nodeWorker() ?? blobWorker()
  } catch {
    return undefined
  }
}

function blobWorker(): Port | undefined {
  if (typeof Worker !== 'function') return undefined
  const url = URL.createObjectURL(new Blob([script], bare({ type: 'text/javascript' })))
  const options = bare<WorkerOptions>({ type: 'module', name: 'pocket-kms' })
  return ofWorker(new Worker(trusted(url), options), () => URL.revokeObjectURL(url))
}

let policy: TrustedScriptURLs | undefined

/** The URL of our own script, for pages that require Trusted Types. Their policy for it is called pocket-kms. */
function trusted(url: string): string {
  policy ??= globalThis.trustedTypes?.createPolicy('pocket-kms', bare({ createScriptURL: (ours: string) => ours }))
  return policy ? policy.createScriptURL(url) : url
}

function ofWorker(worker: Worker, ended = () => {}): Port {
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onReport: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onFailure: (listener) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault()
        listener()
      })
      worker.addEventListener('messageerror', listener)
    },
    // A page lives as long as it is open.
    hold: () => {},
    terminate: () => {
      worker.terminate()
      ended()
    },
  }
}

function nodeWorker(): Port | undefined {
  const threads = ifAny(() => globalThis.process?.getBuiltinModule?.('node:worker_threads'))
  if (!threads) return undefined
  const worker = new threads.Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`))
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onReport: (listener) => worker.on('message', listener),
    onFailure: (listener) => worker.on('error', listener),
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  }
}
