// Writes figures into docs/performance.md, where they stand between markers.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PAGE = fileURLToPath(new URL('../docs/performance.md', import.meta.url))

/** Puts a text between `<!-- NAME -->` and the next `<!-- end -->`. */
export function writeBlock(name, text) {
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(`<!-- ${name} -->\n`)
  if (rest === undefined) throw new Error(`The page has no place for ${name}.`)
  writeFileSync(PAGE, `${before}<!-- ${name} -->\n\n${text}\n\n${rest.slice(rest.indexOf('<!-- end -->'))}`)
}
