// RSA_2048 in every engine, as a picture: a dot for the mean, a line for twice its standard error.
import { writeFileSync } from 'node:fs'
import { isOurs, nameOf } from './names.mjs'
import { figure } from './table.mjs'

const WIDTH = 860
const LEFT = 250
const RIGHT = 110
const ROW = 22
const HEAD = 78
const FOOT = 46
const COLOURS = { ours: '#0b6bcb', native: '#4a4a4a', other: '#b0621b' }
/** Milliseconds at which the axis has a mark; the plot ends at the first and at the last that is needed. */
const MARKS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]

export function writePlot({ rows, hosts, measured, machine }, file) {
  const groups = Object.entries(hosts)
    .map(([host, name]) => ({ name, entries: entriesOf(rows.filter((row) => row.host === host && row.spec === 'RSA_2048')) }))
    .filter(({ entries }) => entries.length > 0)
  writeFileSync(file, drawn(groups, `${measured}, ${machine.cpu}, ${machine.cores} cores`))
}

/** Each way once, from the process where it made the most keys; the platform's own last. */
function entriesOf(rows) {
  const byName = new Map()
  for (const row of rows) {
    if (row.subject === 'openssl-empty') continue
    const name = nameOf(row)
    if (!(byName.get(name)?.keys >= row.keys)) byName.set(name, { name, kind: kindOf(row.subject), keys: row.keys, ...row.wall })
  }
  const order = ['ours', 'native', 'other']
  return [...byName.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.mean - b.mean)
}

function kindOf(subject) {
  if (isOurs(subject)) return 'ours'
  return ['webcrypto', 'node-crypto', 'openssl'].includes(subject) ? 'native' : 'other'
}

function drawn(groups, caption) {
  const all = groups.flatMap(({ entries }) => entries)
  const low = MARKS.findLast((mark) => mark <= Math.min(...all.map(least))) ?? MARKS[0]
  const high = MARKS.find((mark) => mark >= Math.max(...all.map(most))) ?? MARKS.at(-1)
  const x = (value) => LEFT + (Math.log(value / low) / Math.log(high / low)) * (WIDTH - LEFT - RIGHT)
  const bottom = HEAD + ROW * (all.length + groups.length)

  const shapes = []
  for (const mark of MARKS.filter((mark) => mark >= low && mark <= high)) {
    shapes.push(`<line x1="${at(x(mark))}" x2="${at(x(mark))}" y1="${HEAD - 8}" y2="${bottom}" stroke="#e4e4e4"/>`)
    shapes.push(text(x(mark), bottom + 16, mark.toLocaleString('en'), 'middle', '#555'))
  }
  let y = HEAD
  for (const { name, entries } of groups) {
    y += ROW
    shapes.push(text(16, y - 6, name, 'start', '#111', 'bold'))
    for (const entry of entries) {
      y += ROW
      const colour = COLOURS[entry.kind]
      const line = y - 10
      shapes.push(text(LEFT - 14, y - 6, entry.name, 'end', '#222'))
      shapes.push(`<line x1="${at(x(Math.max(low, least(entry))))}" x2="${at(x(most(entry)))}" y1="${line}" y2="${line}" stroke="${colour}" stroke-width="2"/>`)
      shapes.push(`<circle cx="${at(x(entry.mean))}" cy="${line}" r="4.5" fill="${colour}"><title>${escaped(`${entry.name}: ${figure(entry.mean)} ms, ${entry.keys} keys`)}</title></circle>`)
      shapes.push(text(x(most(entry)) + 8, y - 6, `${figure(entry.mean)} ms`, 'start', colour))
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + FOOT}" font-family="system-ui, sans-serif" font-size="12">
<title>Mean time of an RSA_2048 key, private key exported, by engine</title>
<rect width="100%" height="100%" fill="#fff"/>
${text(16, 26, 'Time of an RSA_2048 key, private key exported', 'start', '#111', 'bold', 16)}
${text(16, 46, 'mean of the time that passes, logarithmic; lines are two standard errors to each side', 'start', '#555')}
${legend()}
${shapes.join('\n')}
${text(16, bottom + 36, caption, 'start', '#777')}
</svg>
`
}

function legend() {
  const entries = [['ours', 'pocket-kms', 460], ['native', 'the platform’s own', 570], ['other', 'other libraries', 725]]
  return entries.map(([kind, name, x]) =>
    `<circle cx="${x}" cy="22" r="4.5" fill="${COLOURS[kind]}"/>${text(x + 10, 26, name, 'start', '#222')}`).join('\n')
}

/** A logarithmic line cannot reach zero, which it would with a few keys. */
const least = ({ mean, error }) => Math.max(mean - 2 * error, mean / 10)
const most = ({ mean, error }) => mean + 2 * error

function text(x, y, content, anchor, colour, weight = 'normal', size = 12) {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${colour}" font-weight="${weight}" font-size="${size}">${escaped(content)}</text>`
}

const at = (value) => Math.round(value * 10) / 10
const escaped = (content) => content.replace(/[&<>]/g, (each) => `&#${each.charCodeAt(0)};`)
