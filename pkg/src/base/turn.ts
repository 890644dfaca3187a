import { ifAny } from './platform.ts'

/** Lets the other work of this thread have its turn. A timer would wait for 4 ms in a browser, so it comes last. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    // Next's edge runtime has both of the others, and refuses to have them called.
    const isAwaited =
      ifAny(() => typeof setImmediate === 'function' && (setImmediate(resolve), true)) ||
      ifAny(() => typeof MessageChannel === 'function' && awaitMessage(resolve))
    if (!isAwaited) setTimeout(resolve)
  })
}

function awaitMessage(resolve: () => void): true {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    resolve()
  }
  port2.postMessage(undefined)
  return true
}
