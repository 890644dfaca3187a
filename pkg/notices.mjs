// What the package contains of others, as a text: the crates that are linked into its WebAssembly modules,
// and the licence that each is used under.
//   node pkg/notices.mjs     prints it
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const TARGET = 'wasm32-unknown-unknown'

/** Of the licences that a crate offers the first of these is taken; its text is a file of the crate's. */
const LICENCES = [
  ['Apache-2.0', /^LICENSE-APACHE/],
  ['MIT', /^LICENSE(-MIT)?(\.|$)/],
  ['BSD-3-Clause', /^LICENSE(\.|$)/],
  ['Unicode-3.0', /^LICENSE-UNICODE/],
]

/** The text of THIRD-PARTY-LICENSES. Throws if a crate offers none of these licences, or lacks its text. */
export function notices() {
  const crates = linkedCrates()
  const groups = new Map()
  for (const crate of crates) {
    for (const { licence, text } of licencesOf(crate)) {
      // One text for those that differ in their line breaks alone.
      const group = text.replaceAll(/\s+/g, ' ')
      if (!groups.has(group)) groups.set(group, { licence, text, names: [] })
      groups.get(group).names.push(nameOf(crate))
    }
  }
  return [
    'The WebAssembly modules of pocket-kms contain the Rust crates listed here and parts of the Rust',
    `standard library (${rustc()}; MIT OR Apache-2.0).`,
    'The JavaScript is ours, except for the code that wasm-bindgen generates. Below, each licence with the',
    'crates that are used under it.',
    '',
    ...crates.map((crate) => `${nameOf(crate)}: ${crate.license}`),
    ...[...groups.values()].flatMap(({ licence, text, names }) => [
      '',
      '-'.repeat(80),
      `${licence}: ${names.join(', ')}`,
      '',
      text.replaceAll('\r\n', '\n').replace(/^\s*\n|\s+$/g, ''),
    ]),
    '',
  ].join('\n')
}

const nameOf = ({ name, version }) => `${name} ${version}`

/** One licence of each part of a crate's expression, as "(MIT OR Apache-2.0) AND Unicode-3.0". */
function licencesOf(crate) {
  const folder = dirname(crate.manifest_path)
  const files = readdirSync(folder)
  return (crate.license ?? '').split(' AND ').map((part) => {
    const offered = part.replaceAll(/[()]/g, '').split(/ OR |\//)
    for (const [licence, pattern] of LICENCES) {
      const file = offered.includes(licence) && files.find((name) => pattern.test(name))
      if (file) return { licence, text: readFileSync(join(folder, file), 'utf8') }
    }
    throw new Error(`${nameOf(crate)} (${crate.license}): no licence that is known here, or no text of it`)
  })
}

/** What cargo resolves for the core's module and for the kernels, less what runs at compile time alone and what is ours. */
function linkedCrates() {
  const options = ['--target', TARGET, '--edges', 'normal,no-proc-macro', '--prefix', 'none', '--format', '{p}']
  const tree = cargo('tree', '--workspace', ...options).trim().split('\n')
  const linked = new Set(tree.map((line) => line.split(' ').slice(0, 2).join(' ')))
  const { packages } = JSON.parse(cargo('metadata', '--format-version', '1', '--filter-platform', TARGET))
  return packages
    .filter(({ name, version, source }) => source && linked.has(`${name} v${version}`))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

function cargo(...args) {
  return execFileSync('cargo', [...args, '--locked'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'inherit'] })
}

const rustc = () => execFileSync('rustc', ['--version'], { cwd: root, encoding: 'utf8' }).trim()

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(notices())
