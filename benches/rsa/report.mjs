// The figures as tables: for a terminal, and for the page, where they stand between markers.
import { readFileSync, writeFileSync } from 'node:fs'
import { nameOf } from './names.mjs'
import { difference, ratio } from './statistics.mjs'
import { figure, table, withError } from './table.mjs'

const SPECS = ['RSA_2048', 'RSA_3072', 'RSA_4096']

/** Each block of the page, by the name in its markers. */
const BLOCKS = {
  run, summary, native, RSA_2048: spec('RSA_2048'), RSA_3072: spec('RSA_3072'), RSA_4096: spec('RSA_4096'),
  others, workers, parts, growth, 'first-keys': firstKeys, watched, versions,
}

export function asText(results) {
  return Object.entries(BLOCKS).map(([name, block]) => `== ${name}\n${block(results)}\n`).join('\n')
}

/** Writes the page with these figures in place of those that it has. */
export function writePage(results, from, to) {
  const page = readFileSync(from, 'utf8')
  const wanted = new Set(Object.keys(BLOCKS))
  const written = page.replace(/(<!-- figures: (\S+) -->\n)[^]*?(<!-- end -->)/g, (_, begin, name, end) => {
    if (!wanted.delete(name)) throw new Error(`There are no figures called ${name}, or not for a second time.`)
    return `${begin}\n${BLOCKS[name](results)}\n\n${end}`
  })
  if (wanted.size > 0) throw new Error(`The page has no place for: ${[...wanted].join(', ')}.`)
  writeFileSync(to, written)
}

function run({ measured, minutes, machine, loads, leftOut }) {
  const lines = [
    `Measured on ${measured} in one run of ${minutes} minutes: ${machine.cpu}, ${machine.cores} cores, ${machine.system}.`,
    `Load average at the start ${figure(loads[0].start)}, at the end ${figure(loads.at(-1).end)}.`,
  ]
  if (leftOut.length > 0) lines.push('Left out:', '', ...leftOut.map(({ what, why }) => `- ${what}: ${why}`))
  return lines.join('\n')
}

/** Ours by WebCrypto in one thread: the processor's time, or where a page cannot tell it, the time that passes. */
function summary({ rows, hosts }) {
  const ours = rows.filter(({ subject, process }) => subject === 'ours-1' && isMain(rows, process))
  const processes = [...new Set(ours.map(({ process }) => process))]
  return table([
    ['where', 'kernel', 'measured', 'pocket-kms, RSA_2048', 'WebCrypto', ...SPECS.map((spec) => `ratio, ${spec}`)],
    ...processes.map((process) => {
      const of = (spec, subject) => rows.find((row) => row.process === process && row.spec === spec && row.subject === subject)
      const { host, kernel, cpu } = of('RSA_2048', 'ours-1')
      const measure = cpu ? 'cpu' : 'wall'
      return [
        hosts[host], kernel, cpu ? 'processor' : 'wall',
        ...['ours-1', 'webcrypto'].map((subject) => `${withError(of('RSA_2048', subject)[measure])} ms`),
        ...SPECS.map((spec) => of(spec, 'ours-1') ? withError(of(spec, 'ours-1').toNative[measure]) : '–'),
      ]
    }),
  ], 3)
}

/** How much OpenSSL has changed: the same call of two versions of Node. */
function native({ rows, hosts, nodes }) {
  const [old, recent] = ['node', 'newest-node'].map((host) => rows.find((row) =>
    row.host === host && row.spec === 'RSA_2048' && row.subject === 'webcrypto' && isMain(rows, row.process)))
  if (!old || !recent || old.host === recent.host) return 'Not measured.'
  const told = ({ host, cpu }) => `${withError(cpu)} ms in ${hosts[host]} (OpenSSL ${nodes[host].openssl})`
  return `WebCrypto’s RSA_2048 key takes ${told(old)} and ${told(recent)}: ${withError(ratio(old.cpu, recent.cpu))} times as long.`
}

/** Whether a process is the one with the most keys of its host and kernel. */
function isMain(rows, process) {
  const { host, kernel } = rows.find((row) => row.process === process)
  const keys = (process) => Math.max(...rows.filter((row) => row.process === process).map(({ keys }) => keys))
  const others = rows.filter((row) => row.host === host && row.kernel === kernel)
  return others.every((row) => row.process === process || keys(row.process) < keys(process) ||
    (keys(row.process) === keys(process) && row.process > process))
}

function spec(spec) {
  return ({ rows, hosts }) => {
    const head = ['where', 'engine', 'keys', 'wall, ms', 'median', 'processor, ms', 'wall : WebCrypto', 'processor : WebCrypto']
    const entries = rows.filter((row) => row.spec === spec).flatMap((row) => [row, ...openSslNet(rows, row)])
    return table([head, ...entries.map((row, i) => [
      // One process from name to name.
      row.process === entries[i - 1]?.process ? '' : hosts[row.host], nameOf(row), row.keys, withError(row.wall), row.wall.median ? figure(row.wall.median) : '–',
      isSeen(row) ? withError(row.cpu) : '–',
      row.subject === 'webcrypto' ? '1' : row.subject === 'openssl-empty' ? '–' : withError(row.toNative.wall),
      !isSeen(row) ? '–' : row.subject === 'webcrypto' ? '1' : withError(row.toNative.cpu),
    ])], 2)
  }
}

/** Whether the time of the processor is known: not in pages, nor of what runs in a process of its own. */
function isSeen({ cpu, subject }) {
  return cpu && !subject.startsWith('openssl')
}

/** Other ways to a key by ours in one worker of the same process. */
function others({ rows, hosts }) {
  const head = ['where', 'engine', 'kernel of pocket-kms', ...SPECS]
  const subjects = ['node-crypto', 'openssl-net', 'rustcrypto', 'forge', 'jsrsasign']
  const all = rows.flatMap((row) => [row, ...openSslNet(rows, row)])
  const processes = [...new Set(rows.map(({ process }) => process))]
  return table([head, ...subjects.flatMap((subject) => processes.flatMap((process) => {
    const same = all.filter((row) => row.process === process)
    const example = same.find((row) => row.subject === subject)
    if (!example) return []
    return [[hosts[example.host], nameOf(example), example.kernel, ...SPECS.map((spec) => {
      const [theirs, ours] = [subject, 'ours-1'].map((subject) => same.find((row) => row.spec === spec && row.subject === subject))
      if (!theirs) return '–'
      const measure = isSeen(theirs) ? 'cpu' : 'wall'
      return `× ${withError(ratio(theirs[measure], ours[measure]))}`
    })]]
  }))], 3)
}

/** What openssl takes for the key alone, behind the row of the whole call. */
function openSslNet(rows, row) {
  if (row.subject !== 'openssl') return []
  const same = (subject) => rows.find((other) => other.process === row.process && other.spec === row.spec && other.subject === subject)
  const wall = difference(row.wall, same('openssl-empty').wall)
  return [{ ...row, subject: 'openssl-net', wall, cpu: undefined, toNative: { wall: ratio(wall, same('webcrypto').wall) } }]
}

function workers({ rows, hosts, loads }) {
  const head = ['where', 'kernel', 'spec', 'one worker, ms', 'two workers, ms', 'two : one', 'two : WebCrypto', 'load average']
  return table([head, ...rows.filter(({ subject }) => subject === 'ours-2').map((two) => {
    const one = rows.find(({ subject, spec, process }) => subject === 'ours-1' && spec === two.spec && process === two.process)
    const { start, end } = loads[two.process]
    return [
      hosts[two.host], two.kernel, two.spec, withError(one.wall), withError(two.wall),
      withError(ratio(two.wall, one.wall)), withError(two.toNative.wall), `${figure(start)} to ${figure(end)}`,
    ]
  })], 3)
}

function parts({ parts, rows }) {
  if (!parts) return 'Not measured.'
  const head = ['kernel', 'spec', 'tests a prime, expected', 'counted', 'one test, µs', 'tests, ms', 'sieves, ms', 'proof, ms', 'together', 'createKey, ms']
  return table([head, ...parts.map((part) => {
    const key = keyOf(rows, 'newest-node', part.kernel, part.spec, 'ours-1')
    return [
      part.kernel, part.spec, figure(part.expected), `${withError(part.tested)} (${part.primes})`, figure(part.test * 1000),
      figure(testsOf(part)), figure(2 * part.sieve), figure(part.proof), figure(together(part)), key ? withError(key.cpu) : '–',
    ]
  })], 2)
}

/** By how much everything grows from RSA_2048 to RSA_4096. */
function growth({ parts, rows }) {
  if (!parts) return 'Not measured.'
  const head = ['', 'tests a prime', 'one test', 'sieve', 'proof', 'parts together', 'a key, measured']
  const growing = (before, after) => after === undefined ? '–' : `× ${figure(after / before)}`
  const key = (kernel, subject) => {
    const [before, after] = ['RSA_2048', 'RSA_4096'].map((spec) => keyOf(rows, 'newest-node', kernel, spec, subject)?.cpu)
    if (!before || !after) return '–'
    const { value, error } = ratio(after, before)
    return `× ${figure(value)} ± ${figure(error)}`
  }
  const kernels = [...new Set(parts.map(({ kernel }) => kernel))]
  return table([head, ...kernels.map((kernel) => {
    const [before, after] = ['RSA_2048', 'RSA_4096'].map((spec) => parts.find((part) => part.kernel === kernel && part.spec === spec))
    return [
      `pocket-kms, ${kernel}`, ...['expected', 'test', 'sieve', 'proof'].map((name) => growing(before[name], after[name])),
      growing(together(before), together(after)), key(kernel, 'ours-1'),
    ]
  }), ['WebCrypto', '–', '–', '–', '–', '–', key(kernels[0], 'webcrypto')]])
}

const testsOf = ({ expected, test }) => 2 * expected * test
const together = (part) => testsOf(part) + 2 * part.sieve + part.proof

function keyOf(rows, host, kernel, spec, subject) {
  return rows.find((row) => row.host === host && row.kernel === kernel && row.spec === spec && row.subject === subject)
}

function firstKeys({ firstKeys, hosts }) {
  return table([
    ['where', 'times', 'median, ms', 'least', 'most'],
    ...firstKeys.map(({ host, keys, median, least, most }) => [hosts[host], keys, ...[median, least, most].map(figure)]),
  ])
}

function watched({ watched }) {
  if (!watched) return 'Not measured.'
  const head = ['', 'times', 'longest gap, median, ms', 'longest of all', 'longest task of 50 ms or more', 'a key, ms', 'abort to rejection, median, ms', 'slowest']
  return table([head, ...Object.entries(watched).map(([name, { keys, gap, longestTask, time, latency }]) => [
    name === 'idle' ? 'no key, as long' : `RSA_4096, ${name}`, keys, figure(gap.median), figure(gap.most),
    longestTask > 0 ? figure(longestTask) : 'none', name === 'idle' ? '–' : withError(time),
    latency ? figure(latency.median) : '–', latency ? figure(latency.most) : '–',
  ])])
}

function versions({ versions, nodes }) {
  const rows = Object.entries(versions)
  for (const { node, v8, openssl } of Object.values(nodes)) rows.push(['Node', `${node}: V8 ${v8}, OpenSSL ${openssl}`])
  return table([['what', 'version'], ...rows], 2)
}
