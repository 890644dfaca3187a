// What is told of a list of times.

/** Mean with its standard error, and median. */
export function summary(samples) {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
  const squares = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  // Of one sample nobody knows how far it is off.
  const error = samples.length > 1 ? Math.sqrt(squares / (samples.length - 1) / samples.length) : mean
  return { mean: rounded(mean), error: rounded(error), median: rounded(median(samples)) }
}

/** One mean by another. The errors are small, so their squares add up. */
export function ratio(a, b) {
  const value = a.mean / b.mean
  return { value: rounded(value), error: rounded(value * Math.hypot(a.error / a.mean, b.error / b.mean)) }
}

/** One mean less another. */
export function difference(a, b) {
  return { mean: rounded(a.mean - b.mean), error: rounded(Math.hypot(a.error, b.error)) }
}

export function median(list) {
  const sorted = [...list].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** To four digits, which is more than any of these figures is worth. */
export function rounded(value) {
  return Number(value.toPrecision(4))
}
