import { gzipSync } from 'node:zlib'

/** The file that holds a module: the base64 of its gzip, alone on its line, where no error shows it. */
export function dataModule(wasm) {
  return `export default\n"${gzipSync(wasm, { level: 9 }).toString('base64')}"\n`
}

/** The same for require: that file holds it once for both. Where no module can be required, as in Jest, it is read. */
export function dataCommonjs(name) {
  return `"use strict";
Object.setPrototypeOf(exports, null);
try {
  exports.default = require("./${name}.js").default;
} catch {
  exports.default = process.getBuiltinModule("node:fs").readFileSync(\`\${__dirname}/${name}.js\`, "latin1").split('"')[1];
}
`
}
