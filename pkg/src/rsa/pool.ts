import type { CreateKeyOptions } from '../../types/index.d.ts'
import { Runner, type Searcher } from './runner.ts'
import { startWorker, WorkerFailure } from './worker-start.ts'

/** Work that several searchers do side by side. */
export interface Job {
  readonly kernel: WebAssembly.Module
  /** The most workers at a time; with 0 this thread does it. */
  readonly maxWorkers: number
  /** Starts a worker in the caller's way. */
  readonly worker?: (() => object) | undefined
  readonly signal?: CreateKeyOptions['signal']
  /** What one searcher does, until it finds no more to do. */
  work(searcher: Searcher): Promise<void>
  /** Whether one more searcher would find something to do. */
  hasWork(): boolean
  isDone(): boolean
}

/** Workers without work end after this time, in milliseconds. */
const IDLE = 10_000

/** No more workers than this: some engines report more cores than there are. */
const MOST_WORKERS = 8

/** As many workers as the machine has cores. */
export function coreCount(): number {
  const cores =
    globalThis.process?.getBuiltinModule?.('node:os')?.availableParallelism() ??
    globalThis.navigator?.hardwareConcurrency
  return Math.min(cores || 1, MOST_WORKERS)
}

/**
 * Carries out a job. Workers are started when there is work for them, used again, and go to the jobs
 * in the order in which these came. Where no worker starts, this thread does it, in slices.
 *
 * Rejects with the signal's reason, or with what the work throws; its searchers stop within a slice.
 */
export async function carryOut(job: Job): Promise<void> {
  if (job.signal?.aborted) throw job.signal.reason
  const running = new RunningJob(job)
  jobs.add(running)
  try {
    assign()
    await running.finished
  } finally {
    jobs.delete(running)
    running.stop()
  }
}

const jobs = new Set<RunningJob>()
const freeWorkers: Searcher[] = []
let workerCount = 0
let areWorkersForbidden = false
let freeHere: Searcher | undefined

class RunningJob {
  readonly job: Job
  readonly finished: Promise<void>
  readonly #crew = new Set<Searcher>()
  #isHere: boolean
  #resolve = () => {}
  #reject = (_error: unknown) => {}
  #forget = () => {}

  constructor(job: Job) {
    this.job = job
    this.#isHere = job.maxWorkers === 0
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const { signal } = job
    const abort = () => this.#reject(signal?.reason)
    signal?.addEventListener('abort', abort)
    this.#forget = () => signal?.removeEventListener('abort', abort)
  }

  /** Takes as many searchers as it may have and there are. */
  takeSearchers(): void {
    try {
      this.#takeSearchers()
    } catch (error) {
      // The caller's way to start a worker threw: the end of this job, and of no other.
      this.#reject(error)
    }
  }

  stop(): void {
    this.#forget()
    for (const searcher of this.#crew) searcher.stop()
  }

  #takeSearchers(): void {
    const most = this.#isHere ? 1 : this.job.maxWorkers
    while (this.#crew.size < most && this.job.hasWork()) {
      const searcher = this.#isHere ? here(this.job) : worker(this.job)
      if (searcher === 'none left') return
      if (searcher) void this.#lend(searcher)
      else if (this.#crew.size > 0) return
      else this.#isHere = true
    }
  }

  async #lend(searcher: Searcher): Promise<void> {
    this.#crew.add(searcher)
    searcher.hold(true)
    try {
      await this.job.work(searcher)
      giveBack(searcher)
      if (this.job.isDone()) this.#resolve()
    } catch (error) {
      if (error instanceof WorkerFailure) {
        // This thread takes over what the worker has left.
        this.#isHere = true
        lose(searcher, this.job, error)
      } else {
        giveBack(searcher)
        this.#reject(error)
      }
    }
    this.#crew.delete(searcher)
    assign()
  }
}

function assign(): void {
  for (const job of jobs) job.takeSearchers()
}

/** A searcher of this thread. */
function here(job: Job): Searcher {
  const searcher = freeHere ?? new Runner(job.kernel)
  freeHere = undefined
  return searcher
}

/** A worker, if one is free or may be started; none where none starts. */
function worker(job: Job): Searcher | 'none left' | undefined {
  const searcher = freeWorkers.pop()
  if (searcher) return searcher
  if (workerCount >= coreCount()) return 'none left'
  if (areWorkersForbidden && !job.worker) return undefined
  const started = startWorker(job.kernel, job.worker)
  if (started) workerCount++
  return started
}

function giveBack(searcher: Searcher): void {
  searcher.hold(false)
  if (searcher instanceof Runner) {
    freeHere = searcher
  } else {
    freeWorkers.push(searcher)
    endFreeWorkersLater()
  }
}

function lose(searcher: Searcher, job: Job, { isBlocked }: WorkerFailure): void {
  searcher.end()
  workerCount--
  if (isBlocked && !job.worker) areWorkersForbidden = true
}

let timer: ReturnType<typeof setTimeout> | undefined

function endFreeWorkersLater(): void {
  clearTimeout(timer)
  timer = setTimeout(endFreeWorkers, IDLE)
  // The process may exit before.
  if (typeof timer === 'object') timer.unref()
  else globalThis.Deno?.unrefTimer(timer)
}

function endFreeWorkers(): void {
  for (const searcher of freeWorkers.splice(0)) {
    searcher.end()
    workerCount--
  }
}
