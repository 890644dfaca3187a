// The kernels, which are files of the package.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DIST } from './paths.mjs'

export const wasm = (name) => readFileSync(join(DIST, `${name}.wasm`))
export const kernel = (name) => wasm(`rsa-${name}`)
