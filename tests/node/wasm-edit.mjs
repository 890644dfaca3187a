// Edits a WebAssembly module so that it fails where and when a test wants it to (core specification, 5).

const [TYPES, IMPORTS, FUNCTIONS, MEMORY, EXPORTS, CODE] = [1, 2, 3, 5, 7, 10]
const END = 0x0b

/** What a function may do instead of its work, each with code of its own. */
export const TRAPS = {
  'is unreachable': () => [0x00],
  'reads outside of the memory': () => [0x41, 0x7f, 0x28, 0x02, 0x00, 0x1a, 0x00],
  'calls itself without end': ({ index, parameters }) => [
    ...Array.from({ length: parameters }, (_, i) => [0x20, ...leb128(i)]).flat(), 0x10, ...leb128(index),
  ],
}

/** The module where the exported function of that name does this instead. */
export function withTrap(module, name, trap = TRAPS['is unreachable']) {
  const sections = sectionsOf(module)
  const index = exportsOf(sections).get(name)
  const imported = importedFunctions(sections)
  const [typeOf, types] = [reader(sections.get(FUNCTIONS)).list((read) => read.number()), reader(sections.get(TYPES))]
  const parameters = types.list((read) => {
    read.byte()
    const { length } = read.list((value) => value.byte())
    read.list((value) => value.byte())
    return length
  })[typeOf[index - imported]]
  const bodies = reader(sections.get(CODE)).list((read) => read.bytes(read.number()))
  bodies[index - imported] = Uint8Array.from([0, ...trap({ index, parameters }), END])
  return withSection(sections, CODE, [leb128(bodies.length), ...bodies.flatMap((body) => [leb128(body.length), body])])
}

/** The module whose memory can grow by so many pages of 64 KiB, and no further. */
export function withMemory(module, pages) {
  const sections = sectionsOf(module)
  const read = reader(sections.get(MEMORY))
  const [, , least] = [read.number(), read.number(), read.number()]
  return withSection(sections, MEMORY, [[1, 1], leb128(least), leb128(least + pages)])
}

function sectionsOf(module) {
  const read = reader(module.subarray(8))
  const sections = new Map()
  while (!read.isAtEnd()) {
    const id = read.byte()
    const content = read.bytes(read.number())
    // Of custom sections there are several: each under a key of its own.
    sections.set(id === 0 ? Symbol('custom') : id, content)
  }
  return sections
}

function withSection(sections, id, parts) {
  const all = new Map(sections).set(id, Buffer.concat(parts.map((part) => Uint8Array.from(part))))
  const written = [...all].flatMap(([id, content]) => [[typeof id === 'symbol' ? 0 : id], leb128(content.length), content])
  return new Uint8Array(Buffer.concat([Buffer.from('\0asm\x01\0\0\0', 'latin1'), ...written.map((part) => Uint8Array.from(part))]))
}

function exportsOf(sections) {
  return new Map(reader(sections.get(EXPORTS)).list((read) => {
    const [name, kind, index] = [read.text(), read.byte(), read.number()]
    return kind === 0 ? [name, index] : [undefined, 0]
  }))
}

function importedFunctions(sections) {
  const kinds = reader(sections.get(IMPORTS)).list((read) => {
    const [, , kind] = [read.text(), read.text(), read.byte()]
    if (kind !== 0) throw new Error('Only functions are imported.')
    read.number()
    return kind
  })
  return kinds.length
}

function reader(bytes) {
  let at = 0
  const read = {
    isAtEnd: () => at >= bytes.length,
    byte: () => bytes[at++],
    bytes: (length) => bytes.subarray(at, (at += length)),
    text: () => Buffer.from(read.bytes(read.number())).toString(),
    number() {
      let [value, shift, byte] = [0, 0, 0]
      do {
        byte = read.byte()
        value += (byte & 127) * 2 ** shift
        shift += 7
      } while (byte > 127)
      return value
    },
    list: (one) => Array.from({ length: read.number() }, () => one(read)),
  }
  return read
}

function leb128(value) {
  const bytes = []
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128)
  return [...bytes, value]
}
