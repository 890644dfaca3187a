let copies = 0

/** The package once more, with nothing loaded yet. */
export function freshCopy() {
  return import(`../node_modules/pocket-kms/dist/index.js?copy=${copies++}`)
}
