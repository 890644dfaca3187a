/** Ends when the work does, or after so many milliseconds. Its timer does not keep a process alive. */
export function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = unheld(setTimeout(resolve, milliseconds))
    const end = () => {
      clearTimeout(timer)
      resolve()
    }
    work.then(end, end)
  })
}

/** A timer that does not keep the process alive. */
export function unheld(timer: ReturnType<typeof setTimeout>): ReturnType<typeof setTimeout> {
  if (typeof timer === 'object') timer.unref()
  else globalThis.Deno?.unrefTimer(timer)
  return timer
}
