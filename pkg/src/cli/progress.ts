import type { Progress } from '../../types/index.d.ts'
import type { Io } from './io.ts'

/** Shows on a terminal how far a search has come; `clear` leaves no trace of it. */
export function progressOn(io: Io): {
  options: { onProgress?: (progress: Progress) => void }
  clear: () => void
} {
  if (!io.stderr.isTTY) return { options: {}, clear: () => {} }
  let isShown = false
  return {
    options: {
      onProgress({ share, candidates }) {
        isShown = true
        io.stderr.paint(`\r\x1b[2Ksearching for primes: ${Math.round(share * 100)} %, ${candidates} candidates`)
      },
    },
    clear: () => {
      if (isShown) io.stderr.paint('\r\x1b[2K')
    },
  }
}
