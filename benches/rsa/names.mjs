// How subjects are called, for tables and the plot.
const NAMES = {
  'ours-1': 'pocket-kms',
  'ours-2': 'pocket-kms, 2 workers',
  'ours-0': 'pocket-kms, no worker',
  webcrypto: 'WebCrypto',
  'node-crypto': 'node:crypto',
  rustcrypto: 'RustCrypto rsa in wasm',
  forge: 'node-forge',
  jsrsasign: 'jsrsasign',
  openssl: 'openssl genpkey',
  'openssl-net': 'openssl genpkey, less an empty call',
  'openssl-empty': 'openssl version (an empty call)',
}

export const isOurs = (subject) => subject.startsWith('ours')

/** With the kernel, where there is one. */
export function nameOf({ subject, kernel }) {
  return isOurs(subject) ? `${NAMES[subject]}, ${kernel}` : NAMES[subject]
}
