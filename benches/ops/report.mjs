// The figures as tables: for a terminal, and for the page, where they stand between markers.
import { readFileSync, writeFileSync } from 'node:fs'
import { figure, table } from '../rsa/table.mjs'
import { CURVES_OF_CREATE_KEY, OPERATIONS } from './jobs.mjs'

const NAMES = {
  service: 'pocket-kms, the service',
  bare: 'pocket-kms, createKey',
  exported: 'pocket-kms, createKey and both exports',
  webcrypto: 'WebCrypto',
  noble: '@noble',
  'sm-crypto-v2, prepared': 'sm-crypto-v2, table of the public key kept',
}
const LIBRARIES = ['noble', 'sm-crypto', 'sm-crypto-v2', 'sm-crypto-v2, prepared']
/** What does less than the others: it is shown, and compared with nothing. */
const LESS = { 'encrypt SM4 sm-crypto': 'CBC', 'decrypt SM4 sm-crypto': 'CBC' }

/** What ours is to be of the best library. */
const AIMS = [
  ...CURVES_OF_CREATE_KEY.map((spec) => aim(`create ${spec}`, 'bare', 0.5)),
  ...['EC_P256', 'EC_P384', 'SECP256K1', 'SM2'].map((spec) => aim(`create ${spec}`, 'service', 0.5)),
  ...['sign SM2', 'verify SM2', 'encrypt SM4', 'decrypt SM4'].map((operation) => aim(operation, 'service', 1, 'sm-crypto-v2')),
]

const BLOCKS = { run, summary, every, aims }

export function asText(results) {
  return Object.entries(BLOCKS).map(([name, block]) => `== ${name}\n${block(results)}\n`).join('\n')
}

/** Writes the page with these figures in place of those that it has. */
export function writePage(results, from, to) {
  const page = readFileSync(from, 'utf8')
  const wanted = new Set(Object.keys(BLOCKS))
  const written = page.replace(/(<!-- operations: (\S+) -->\n)[^]*?(<!-- end -->)/g, (_, begin, name, end) => {
    if (!wanted.delete(name)) throw new Error(`There are no figures called ${name}, or not for a second time.`)
    return `${begin}\n${BLOCKS[name](results)}\n\n${end}`
  })
  if (wanted.size > 0) throw new Error(`The page has no place for: ${[...wanted].join(', ')}.`)
  writeFileSync(to, written)
}

function run({ measured, seconds, machine, loads, versions }) {
  const { node, v8, openssl, ...packages } = versions
  return [
    `Measured on ${measured} in one process of ${seconds} seconds: ${machine.cpu}, ${machine.cores} cores, ${machine.system};`,
    `Node ${node} (V8 ${v8}, OpenSSL ${openssl}). Load average at the start ${figure(loads[0])}, at the end ${figure(loads[1])}.`,
    `${Object.entries(packages).map(([name, version]) => `${name} ${version}`).join(', ')}.`,
  ].join('\n')
}

function summary({ rows }) {
  const head = ['µs', 'service', 'createKey', 'best library', '', 'ours : it', 'WebCrypto', 'node:crypto']
  return table([head, ...Object.entries(OPERATIONS).map(([operation, title]) => {
    const of = (subject) => find(rows, operation, subject)
    const best = bestOf(rows, operation)
    const ours = of('bare') ?? of('service')
    return [
      title, ...['service', 'bare'].map((subject) => told(of(subject))), told(best), best ? nameOf(best) : '–',
      best ? figure(ours.median / best.median) : '–', ...['webcrypto', 'node:crypto'].map((subject) => told(of(subject))),
    ]
  })])
}

function every({ rows }) {
  const head = ['operation', 'subject', 'calls', 'median, µs', 'quartiles, µs', 'service : it']
  return table([head, ...rows.map((row, i) => [
    rows[i - 1]?.operation === row.operation ? '' : OPERATIONS[row.operation],
    [nameOf(row), lessOf(row)].filter(Boolean).join(', '), row.batches * row.calls, figure(row.median),
    row.quartiles.map(figure).join(' to '),
    row.subject === 'service' ? '1' : figure(find(rows, row.operation, 'service').median / row.median),
  ])], 2)
}

function aims({ rows }) {
  return table([['ours', 'beside', 'ratio', 'at the most', ''], ...AIMS.map(({ operation, subject, most, beside }) => {
    const other = beside ? find(rows, operation, beside) : bestOf(rows, operation)
    const ratio = find(rows, operation, subject).median / other.median
    return [`${OPERATIONS[operation]}, ${NAMES[subject]}`, nameOf(other), figure(ratio), figure(most), ratio <= most ? 'met' : 'missed']
  })], 2)
}

function aim(operation, subject, most, beside) {
  return { operation, subject, most, beside }
}

function bestOf(rows, operation) {
  const others = rows.filter((row) => row.operation === operation && LIBRARIES.includes(row.subject) && !lessOf(row))
  return others.sort((a, b) => a.median - b.median)[0]
}

const find = (rows, operation, subject) => rows.find((row) => row.operation === operation && row.subject === subject)
const told = (row) => (row ? figure(row.median) : '–')
const nameOf = ({ subject }) => NAMES[subject] ?? subject
const lessOf = ({ operation, subject }) => LESS[`${operation} ${subject}`]
