// Where things are.
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

export const BENCH = path('.').replace(/\/$/, '')
export const DOCS = path('../../docs')
/** The figures of a quick run. */
export const MADE = path('../../target/bench-rsa')
/** The package that is measured. */
export const DIST = path('../../target/bench-rsa/pkg/dist')
export const RUSTCRYPTO = path('../../target/rustcrypto/rsa.wasm')
/** Other versions of Node, which the tests install. */
export const OTHER_NODES = path('../../tests/node_modules')
