import { readFileSync } from 'node:fs'
import { build } from 'esbuild'

/**
 * The glue as a function, each call of which gives the classes and functions of one instance: as a module it
 * knows one, for ever. How the instance is made is left to the caller.
 */
export async function glueFunction(file) {
  const text = readFileSync(file, 'utf8')
  const own = text.replace(/^export \{.*__wbg_init as default.*\};?$/m, 'export { __wbg_get_imports as imports, __wbg_finalize_init as start }')
  if (own === text) throw new Error(`${file} has another end than this file knows.`)
  // Nobody calls what is inside of it: neither its names nor its comments need to stay.
  const options = { bundle: true, format: 'esm', minifyIdentifiers: true, minifyWhitespace: true, target: 'es2022', write: false }
  const { outputFiles } = await build({ stdin: { contents: own }, ...options })
  // Not esbuild's own way to make a module an object: it takes what Object.prototype holds for an export.
  const [, body, exports] = /^(.*)export ?\{([^}]*)\};\s*$/s.exec(outputFiles[0].text)
  return `export default function () { ${body}; return {${exports.replaceAll(/([\w$]+) as ([\w$]+)/g, '$2: $1')}} }`
}
