import { unheld } from '../base/timer.ts'
import { coreCount } from '../base/cores.ts'
import { Runner, type Searcher } from './runner.ts'
import { startWorker, type WorkerFailure } from './worker-start.ts'

/** What a searcher is started with. */
export interface Start {
  readonly kernel: WebAssembly.Module
  /** Starts a worker in the caller's way. */
  readonly worker: (() => object) | undefined
}

/** Workers without work end after this time, in milliseconds. */
const IDLE = 10_000

const freeWorkers: Searcher[] = []
let workerCount = 0
let areWorkersForbidden = false
let freeHere: Searcher | undefined

/** A searcher of this thread. */
export function searcherHere(kernel: WebAssembly.Module): Searcher {
  const searcher = freeHere ?? new Runner(kernel)
  freeHere = undefined
  return searcher
}

/** A worker, if one is free or may be started; none where none starts. */
export function workerFor(job: Start): Searcher | 'none left' | undefined {
  const searcher = freeWorkers.pop()
  if (searcher) return searcher
  if (workerCount >= coreCount()) return 'none left'
  if (areWorkersForbidden && !job.worker) return undefined
  const started = startWorker(job.kernel, job.worker)
  if (started) workerCount++
  return started
}

export function giveBack(searcher: Searcher): void {
  searcher.hold(false)
  if (searcher instanceof Runner) {
    freeHere = searcher
  } else {
    freeWorkers.push(searcher)
    endFreeWorkersLater()
  }
}

export function lose(searcher: Searcher, job: Start, { isBlocked }: WorkerFailure): void {
  searcher.end()
  workerCount--
  if (isBlocked && !job.worker) areWorkersForbidden = true
}

let idle: ReturnType<typeof setTimeout> | undefined

function endFreeWorkersLater(): void {
  clearTimeout(idle)
  idle = unheld(setTimeout(endFreeWorkers, IDLE))
}

function endFreeWorkers(): void {
  for (const searcher of freeWorkers.splice(0)) {
    searcher.end()
    workerCount--
  }
}
