// What the compiler must refuse: each line marked here fails the test if it compiles.
import { checkCreateKey, createKey, init, KeyMaterial, KmsError } from 'pocket-kms'
import { init as initAlone } from 'pocket-kms/create-key'
import type { CreateKeyRequest, KmsErrorCode, Origin } from 'pocket-kms'
// @ts-expect-error: the loader is nobody's business.
import { load } from 'pocket-kms'
// @ts-expect-error: the files of the package are no entries.
import {} from 'pocket-kms/dist/index.js'

export async function wrongRequests(): Promise<void> {
  // @ts-expect-error: no request
  await createKey()
  // @ts-expect-error: no alias
  await createKey({})
  // @ts-expect-error: no alias
  await checkCreateKey({ key_spec: 'SM4' })
  // @ts-expect-error: an alias that is null
  await createKey({ key_alias: null })
  // @ts-expect-error: an unknown spec
  await createKey({ key_alias: 'orders', key_spec: 'RSA_1024' })
  // @ts-expect-error: a spec that Kms alone has
  await createKey({ key_alias: 'orders', key_spec: 'ED25519' })
  // @ts-expect-error: an unknown usage
  await createKey({ key_alias: 'orders', key_usage: 'KEY_AGREEMENT' })
  // @ts-expect-error: an unknown origin
  await createKey({ key_alias: 'orders', origin: 'import' })
  // @ts-expect-error: a misspelt member
  await createKey({ key_alias: 'orders', keySpec: 'SM2' })
  // @ts-expect-error: a number for a text
  await createKey({ key_alias: 'orders', keystore_id: 0 })
}

export async function wrongSources(): Promise<void> {
  // @ts-expect-error: a source without the name of its module
  await init(new Uint8Array(8))
  // @ts-expect-error: no kernel of that name
  await init({ kernels: { avx: '/avx.wasm' } })
  // @ts-expect-error: this entry never names the service
  await initAlone({ kms: '/kms.wasm' })
}

export async function wrongOptions(): Promise<void> {
  // @ts-expect-error: an unknown option
  await createKey({ key_alias: 'orders' }, { timeout: 1000 })
  // @ts-expect-error: no signal
  await createKey({ key_alias: 'orders' }, { signal: { aborted: false } })
  // @ts-expect-error: progress is an object
  await createKey({ key_alias: 'orders' }, { onProgress: (share: number) => share })
}

export async function materialThatMayBeMissing(origin: Origin): Promise<void> {
  const either = await createKey({ key_alias: 'orders', origin })
  // @ts-expect-error: material is null if the origin is external
  either.material.dispose()
  const external = await createKey({ key_alias: 'orders', origin: 'external' })
  // @ts-expect-error: material is null
  external.material.dispose()
}

export function wrongExports(material: KeyMaterial): void {
  // @ts-expect-error: no format
  material.publicKey()
  // @ts-expect-error: no format
  material.privateKey()
  // @ts-expect-error: a format of private keys
  material.publicKey('pkcs8-pem')
  // @ts-expect-error: a format of public keys
  material.privateKey('spki-der')
  // @ts-expect-error: a format of pairs
  material.secretKey('pkcs8-der')
  // @ts-expect-error: bytes are no text
  const text: string = material.publicKey('spki-der')
  // @ts-expect-error: a text is no bytes
  const bytes: Uint8Array = material.privateKey('pkcs8-pem')
  // @ts-expect-error: only this package makes material
  new KeyMaterial()
  void [text, bytes]
}

export function readonlyMembers(material: KeyMaterial, error: KmsError): void {
  // @ts-expect-error: a key's kind does not change
  material.spec = 'SM2'
  // @ts-expect-error: nor does an error's code
  error.code = 'KMS.0308'
  // @ts-expect-error: nor its status
  error.status = 200
}

// @ts-expect-error: a code that does not exist
export const code: KmsErrorCode = 'KMS.9999'
// @ts-expect-error: an error needs a code
export const error = new KmsError({ status: 400, message: 'Refused.' })
// @ts-expect-error: an alias is mandatory
export const request: CreateKeyRequest = { key_spec: 'SM4' }
void load
