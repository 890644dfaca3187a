import { convertCiphertext, convertKey, convertSignature } from '../../kms/convert.ts'
import { oneOf } from '../arguments.ts'
import { command } from '../command.ts'
import { usageError } from '../fault.ts'
import { placeOf, readInput, refuseTaken, STANDARD } from '../files.ts'
import type { Io } from '../io.ts'
import { deliver, type Output } from '../output.ts'

/** What is converted: the option that names its file, and what does it. */
const CONVERSIONS = { key, ciphertext, signature }

/** What a conversion answers: what the result is, and the result. */
interface Converted {
  readonly answer: { readonly key_spec?: string; readonly kind?: string }
  readonly content: Output['content']
  readonly isSecret: boolean
}

type Request = Readonly<Record<string, unknown>>

const NAMES = ['key', 'ciphertext', 'signature'] as const
const TEXT = { type: 'string' } as const

export const convert = command({
  name: 'convert',
  summary: 'write a key, an SM2 ciphertext or an SM2 signature in another form',
  help: `
Usage: pocket-kms convert --key FILE --to FORM [options]
       pocket-kms convert --ciphertext FILE --to LAYOUT [--from LAYOUT] [options]
       pocket-kms convert --signature FILE --to LAYOUT [options]

The form of what is given is recognised: PEM, DER, JWK or raw of a key; bytes, hexadecimal digits or
Base64 of all three. A key is taken only if it passes the checks of an import.

      --key FILE         PKCS#8, SEC 1 or PKCS#1, SubjectPublicKeyInfo, a JSON Web Key, or raw bytes;
                         - for stdin
      --spec SPEC        the key_spec of the key; raw bytes need it
      --from HALF        private or public: raw keys of Ed25519 need it
      --to FORM          pkcs8-pem, pkcs8-der, spki-pem, spki-der, jwk, public-jwk, raw (the scalar, the
                         seed, the bytes of a symmetric key; of a public key its point), public-raw,
                         public-raw-compressed

      --ciphertext FILE  of SM2
      --from LAYOUT      ASN1, C1C3C2 or C1C2C3; of the latter two nothing in a ciphertext tells which
      --to LAYOUT        ASN1, C1C3C2 or C1C2C3, the latter two with 04 before the point

      --signature FILE   of SM2
      --to LAYOUT        DER, or RAW for r and s of 32 bytes each

      --encoding HOW     of what is no text: binary (default), hex or base64
      --out FILE         - for stdout, the default of all but private and secret keys

Examples:
  pocket-kms convert --key old.pem --to jwk --out key.jwk
  pocket-kms convert --key scalar.hex --spec SM2 --to pkcs8-pem --out sm2.pem
  pocket-kms convert --key sm2.pem --to public-raw --encoding hex
  pocket-kms convert --ciphertext c.bin --from C1C2C3 --to ASN1 --encoding base64
  openssl dgst … | pocket-kms convert --signature - --to RAW --encoding hex`,
  options: { key: TEXT, ciphertext: TEXT, signature: TEXT, spec: TEXT, from: TEXT, to: TEXT, encoding: TEXT, out: TEXT },
  async run(given, io) {
    const { name, value } = oneOf(given, NAMES)
    if (given.spec !== undefined && name !== 'key') throw usageError('--spec is of a key.', 'spec')
    await refuseTaken(placeOf('out', given.out))

    const { from, to, encoding, json } = given
    const input = await readInput(value, name, io)
    const request = { [name]: input, key_spec: given.spec, from, to, encoding }
    const { answer, content, isSecret } = await CONVERSIONS[name](request, io).finally(() => input.fill(0))
    if (isSecret && given.out === undefined) {
      throw usageError(`A ${answer.kind} key goes to a file: --out FILE, or --out - to have it on stdout.`, 'out')
    }
    const output = { option: 'out', path: given.out ?? STANDARD, member: name, content, isSecret }
    await deliver(json ? answer : undefined, [output], json, io)
  },
})

async function key(request: Request, io: Io): Promise<Converted> {
  const { key_spec, kind, key } = await convertKey(request, { signal: io.signal })
  return { answer: { key_spec, kind }, content: key, isSecret: kind !== 'public' }
}

async function ciphertext(request: Request): Promise<Converted> {
  return { answer: {}, content: await convertCiphertext(request), isSecret: false }
}

async function signature(request: Request): Promise<Converted> {
  return { answer: {}, content: await convertSignature(request), isSecret: false }
}
