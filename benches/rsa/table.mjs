// Tables, as Markdown that is also read well as it is.

/** The first row is the head. Columns after the first `texts` are figures. */
export function table(rows, texts = 1) {
  const widths = rows[0].map((_, i) => Math.max(3, ...rows.map((row) => String(row[i]).length)))
  const line = (row) => `| ${row.map((cell, i) => (i < texts ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i < texts ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n')
}

/** Three digits, no exponent. */
export function figure(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return value.toFixed(digits)
}

export function withError({ mean, value = mean, error }) {
  return `${figure(value)} ± ${figure(error)}`
}
