/** sfc32 (Chris Doty-Humphrey, PractRand), on a seed that is a hash of the text. For tests only. */
export function seededRandom(text: string): (bytes: Uint8Array) => void {
  let [a, b, c, counter] = [hash(text, 1), hash(text, 2), hash(text, 3), 1]
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum
  }
  for (let round = 0; round < 15; round++) next()
  return (bytes) => {
    for (let i = 0; i < bytes.length; i += 4) {
      const word = next()
      for (let k = 0; k < 4 && i + k < bytes.length; k++) bytes[i + k] = word >>> (8 * k)
    }
  }
}

/** FNV-1a over the UTF-16 units, from a start of its own. */
function hash(text: string, start: number): number {
  let hash = 0x811c9dc5 ^ start
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}
