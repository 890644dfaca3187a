/**
 * A module that esbuild has written, as CommonJS. Not by esbuild itself: what it writes for that takes a member of
 * Object.prototype for an export.
 */
export function commonjs(text, file) {
  const written = text
    .replaceAll(/^import \{([^}]*)\} from "(\.[^"]+)\.js";$/gm, (_, names, path) => `const {${names.replaceAll(' as ', ': ')}} = require("${path}.cjs");`)
    .replaceAll(/^import "(\.[^"]+)\.js";$/gm, 'require("$1.cjs");')
    .replaceAll(/\bimport\("(\.[^"]+)\.js"\)/g, 'Promise.resolve().then(() => require("$1.cjs"))')
    .replace(/^export \{([^}]*)\};$/m, (_, names) => names.split(',').map(exported).join('\n'))
  if (/^(import|export)\b|\bimport\(/m.test(written)) throw new Error(`${file} has a form that this file does not know.`)
  return `"use strict";\nObject.setPrototypeOf(exports, null);\nObject.defineProperty(exports, "__esModule", { __proto__: null, value: true });\n${written}`
}

function exported(name) {
  const [inside, outside = inside] = name.trim().split(' as ')
  return `exports.${outside} = ${inside};`
}
