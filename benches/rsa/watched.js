// Whether a page can do other things while an RSA_4096 key is made in it.
import { createKey } from '/pocket-kms/index.js'

const REQUEST = { key_alias: 'watched', key_spec: 'RSA_4096' }
/** An abort this long after the call, in milliseconds, meets the search: few are over by then. */
const BEFORE_ABORT = 20

/** With workers, without any, and the page alone for as long. */
export async function watched({ keys, aborts }) {
  for (let i = 0; i < 3; i++) await createKey(REQUEST)
  const calls = { workers: {}, 'no worker': { maxWorkers: 0 } }
  const result = {}
  for (const [name, options] of Object.entries(calls)) {
    const gaps = []
    const tasks = []
    const times = []
    for (let i = 0; i < keys; i++) {
      const { gap, task, time } = await gapsDuring(() => createKey(REQUEST, options))
      gaps.push(gap)
      tasks.push(task)
      times.push(time)
    }
    const latencies = []
    while (latencies.length < aborts) {
      const latency = await abortLatency(options)
      if (latency !== undefined) latencies.push(latency)
    }
    result[name] = { gaps, tasks, times, latencies }
  }
  const mean = result.workers.times.reduce((sum, time) => sum + time, 0) / keys
  const idle = await gapsDuring(() => new Promise((resolve) => setTimeout(resolve, mean)))
  return { ...result, idle: { gaps: [idle.gap], tasks: [idle.task], times: [idle.time] } }
}

/** The longest time that a message which the page sends itself waited, and the longest task that the browser tells of. */
async function gapsDuring(work) {
  let task = 0
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) task = Math.max(task, duration)
  })
  observer.observe({ type: 'longtask' })

  let gap = 0
  let last = performance.now()
  // Messages, since browsers slow down timers that set each other.
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    const now = performance.now()
    gap = Math.max(gap, now - last)
    last = now
    port2.postMessage(undefined)
  }
  port2.postMessage(undefined)

  const start = performance.now()
  await work()
  const time = performance.now() - start
  // The last gap ends, and the browser tells of tasks, after the work.
  await new Promise((resolve) => setTimeout(resolve, 100))
  port1.close()
  observer.disconnect()
  return { gap, task, time }
}

/** From abort() to the rejection; none if the key was there first. */
async function abortLatency(options) {
  const controller = new AbortController()
  let aborted
  const made = createKey(REQUEST, { ...options, signal: controller.signal })
  const timer = setTimeout(() => {
    aborted = performance.now()
    controller.abort('enough')
  }, BEFORE_ABORT)
  try {
    await made
    clearTimeout(timer)
    return undefined
  } catch (reason) {
    if (reason !== 'enough') throw reason
    return performance.now() - aborted
  }
}
