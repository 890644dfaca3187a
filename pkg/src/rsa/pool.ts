import type { CreateKeyOptions } from '../../types/create-key.d.ts'
import { unheld } from '../base/timer.ts'
import type { Searcher } from './runner.ts'
import { giveBack, lose, searcherHere, workerFor } from './searchers.ts'
import { WorkerFailure } from './worker-start.ts'

/** Work that several searchers do side by side. */
export interface Job {
  readonly kernel: WebAssembly.Module
  /** The most workers at a time; with 0 this thread does it. */
  readonly maxWorkers: number
  /** Starts a worker in the caller's way. */
  readonly worker: (() => object) | undefined
  readonly signal: CreateKeyOptions['signal']
  /** Does some of the work with one searcher, at least one task. */
  work(searcher: Searcher): Promise<void>
  /** Whether little is lost if a task is stopped, so that other jobs can have the searcher. */
  readonly yields: boolean
  /** Whether one more searcher would find something to do. */
  hasWork(): boolean
  isDone(): boolean
}

/** How long a searcher stays with a job while another job has none: several steps of the longest search, in ms. */
const TURN = 100

/** One assignment in so many goes to the job that has waited longest, whatever it has had before. */
const ROUND = 4

/**
 * Carries out a job. Workers are started when there is work for them, and used again. While there are
 * more jobs than workers they take turns: most turns go to the job that has had the least time so far, so
 * that a short job need not wait for the long ones before it, and some to the job that has waited longest,
 * so that none waits for ever. Where no worker starts, this thread does it, in slices.
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

class RunningJob {
  readonly job: Job
  readonly finished: Promise<void>
  /** Its searchers, and since when it has each of them. */
  readonly #crew = new Map<Searcher, number>()
  /** The most searchers that it can have. */
  #most: number
  #isHere: boolean
  #isOver = false
  /** Time of searchers that it has given back, in milliseconds. */
  #spent = 0
  #lastTurn = performance.now()
  #resolve = () => {}
  #reject = (_error: unknown) => {}
  #forget = () => {}

  constructor(job: Job) {
    this.job = job
    this.#isHere = job.maxWorkers === 0
    this.#most = Math.max(job.maxWorkers, 1)
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = (error) => {
        this.#isOver = true
        reject(error)
      }
    })
    const { signal } = job
    const abort = () => this.#reject(signal?.reason)
    signal?.addEventListener('abort', abort)
    this.#forget = () => signal?.removeEventListener('abort', abort)
  }

  /** Whether this thread does its work: then it never waits for a worker. */
  get isHere(): boolean {
    return this.#isHere
  }

  get wantsMore(): boolean {
    return !this.#isOver && this.#crew.size < this.#most && this.job.hasWork()
  }

  get isWaiting(): boolean {
    return this.#crew.size === 0 && this.wantsMore
  }

  /** The time that searchers have worked for it so far, in milliseconds. */
  spentUntil(now: number): number {
    let spent = this.#spent
    for (const since of this.#crew.values()) spent += now - since
    return spent
  }

  /** When it was last given a searcher, or came. */
  get lastTurn(): number {
    return this.#lastTurn
  }

  /** Takes one more searcher. False if there is none until another job gives one back. */
  takeSearcher(): boolean {
    try {
      const searcher = this.#isHere ? searcherHere(this.job.kernel) : workerFor(this.job)
      if (searcher === 'none left') return false
      if (searcher) void this.#lend(searcher)
      else if (this.#crew.size > 0) this.#most = this.#crew.size
      else this.#continueHere()
    } catch (error) {
      // The caller's way to start a worker threw: the end of this job, and of no other.
      this.#reject(error)
    }
    return true
  }

  /** Stops the tasks of searchers that it has had for a turn. They come back soon. */
  yieldSearchers(now: number): void {
    if (!this.job.yields || this.#isHere) return
    for (const [searcher, since] of this.#crew) if (now - since >= TURN) searcher.stop()
  }

  stop(): void {
    this.#forget()
    for (const searcher of this.#crew.keys()) searcher.stop()
  }

  #continueHere(): void {
    this.#isHere = true
    this.#most = 1
  }

  async #lend(searcher: Searcher): Promise<void> {
    const since = performance.now()
    this.#lastTurn = since
    this.#crew.set(searcher, since)
    searcher.hold(true)
    try {
      await this.job.work(searcher)
      giveBack(searcher)
      if (this.job.isDone()) this.#resolve()
    } catch (error) {
      if (error instanceof WorkerFailure) {
        // This thread takes over what the worker has left.
        this.#continueHere()
        lose(searcher, this.job, error)
      } else {
        giveBack(searcher)
        this.#reject(error)
      }
    }
    this.#crew.delete(searcher)
    this.#spent += performance.now() - since
    assign()
  }
}

let assignments = 0

/** Gives out searchers for as long as there are some and jobs that want them. */
function assign(): void {
  let areWorkersOut = false
  for (;;) {
    const wanting = [...jobs].filter((job) => job.wantsMore && (job.isHere || !areWorkersOut))
    if (wanting.length === 0) break
    if (nextOf(wanting).takeSearcher()) assignments++
    else areWorkersOut = true
  }
  if (isAnyWaiting()) takeTurns()
}

/** The job whose turn it is. Of jobs that have had alike it is the one that came first. */
function nextOf(wanting: readonly RunningJob[]): RunningJob {
  const now = performance.now()
  const rank =
    assignments % ROUND === 0 ? (job: RunningJob) => job.lastTurn : (job: RunningJob) => job.spentUntil(now)
  return wanting.reduce((best, job) => (rank(job) < rank(best) ? job : best))
}

let turns: ReturnType<typeof setTimeout> | undefined

/** Has searchers come back after their turn, now and for as long as a job has none. */
function takeTurns(): void {
  const now = performance.now()
  for (const job of jobs) job.yieldSearchers(now)
  turns ??= unheld(setTimeout(() => {
    turns = undefined
    if (isAnyWaiting()) takeTurns()
  }, TURN))
}

function isAnyWaiting(): boolean {
  return [...jobs].some((job) => job.isWaiting)
}
