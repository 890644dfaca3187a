// What was measured, and on what.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, platform, arch } from 'node:os'
import { join } from 'node:path'
import { BENCH } from './paths.mjs'

export function machine() {
  return { cpu: cpus()[0].model.trim(), cores: availableParallelism(), system: `${system()}, ${arch()}` }
}

/** By name; what is not installed is left out. */
export function versions() {
  return Object.fromEntries(Object.entries({
    'pocket-kms': json('node_modules/pocket-kms/package.json').version,
    Chromium: said('chromium', '--version')?.match(/[\d.]+/)?.[0],
    Firefox: said('firefox-esr', '--version')?.match(/[\d.]+\w*/)?.[0],
    WebKitGTK: packaged('webkit2gtk-driver'),
    'WPE WebKit': said('cog', '--version')?.match(/WPE WebKit ([\d.]+)/)?.[1],
    libgcrypt: packaged('libgcrypt20'),
    'openssl (command)': said('openssl', 'version')?.match(/[\d.]+\w*/)?.[0],
    ...crates('rsa', 'crypto-primes', 'crypto-bigint'),
    rustc: said('rustc', '--version')?.match(/[\d.]+/)?.[0],
    'wasm-opt': said('wasm-opt', '--version')?.match(/\d+/)?.[0],
    'node-forge': json('node_modules/node-forge/package.json').version,
    jsrsasign: json('node_modules/jsrsasign/package.json').version,
  }).filter(([, version]) => version))
}

function crates(...names) {
  const lock = readFileSync(join(BENCH, 'rustcrypto/Cargo.lock'), 'utf8')
  return Object.fromEntries(names.map((name) => [`${name} (crate)`, lock.match(`name = "${name}"\nversion = "(.*)"`)?.[1]]))
}

function system() {
  try {
    return readFileSync('/etc/os-release', 'utf8').match(/PRETTY_NAME="(.*)"/)[1]
  } catch {
    return platform()
  }
}

/** Debian's version of a package whose program tells none. */
function packaged(name) {
  return said('dpkg-query', '--show', '--showformat=${Version}', name)?.match(/[\d.]+/)?.[0]
}

function json(relative) {
  return JSON.parse(readFileSync(join(BENCH, relative), 'utf8'))
}

function said(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}
