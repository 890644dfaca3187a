// The package once more, with nothing loaded yet: files in a folder of their own, since whatever its entry imports is
// remembered by its URL.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const packed = fileURLToPath(new URL('../node_modules/pocket-kms/', import.meta.url))
let copies
let count = 0

/** The package's files in a new folder: its URL. A part of them alone if one is named: what is in a folder of dist. */
export function copiedFolder(part = '') {
  if (!copies) {
    copies = mkdtempSync(join(tmpdir(), 'pocket-kms-copies-'))
    // A part is read when it is first called: not before the end is anybody done with it.
    process.on('exit', () => rmSync(copies, { recursive: true, force: true }))
  }
  const folder = join(copies, String(count++), 'pocket-kms')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  cpSync(join(packed, 'dist', part), join(folder, 'dist', part), { recursive: true })
  return pathToFileURL(join(folder, 'dist', part, '/'))
}

/** What the entry of a new folder exports. */
export function freshCopy() {
  return import(new URL('index.js', copiedFolder()))
}

/** The entry without modules of a new folder, and the part that its `Kms` loads. */
export async function freshSlim() {
  const folder = copiedFolder('slim')
  return { index: await import(new URL('index.js', folder)), partKms: await import(new URL('part-kms.js', folder)) }
}
