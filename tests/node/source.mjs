// A module of the package's source, for what is a table of a pure function: the program alone would show a few rows.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

/** What the module at that path below pkg/src exports. */
export function source(path) {
  const entryPoints = [fileURLToPath(new URL(`../../pkg/src/${path}`, import.meta.url))]
  const { outputFiles } = buildSync({ entryPoints, bundle: true, platform: 'node', format: 'cjs', write: false })
  const module = { exports: {} }
  new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, createRequire(import.meta.url))
  return module.exports
}
