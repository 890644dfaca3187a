// What callers may write, with no library but the language's own.
import { checkCreateKey, createKey, init, isKmsError, KeyMaterial, KmsError } from 'pocket-kms'
import type { CheckedRequest, CreatedKey, CreateKeyOptions, CreateKeyRequest, ExternalKey } from 'pocket-kms'
import type { CreateKeySpec, CreateKeyUsage, Jwk, KeyInfo, KmsErrorCode, Origin, Progress, Signal, Source } from 'pocket-kms'
import { createKey as createAlone, init as initAlone } from 'pocket-kms/create-key'
import createKeyWasm from 'pocket-kms/create-key.wasm'
import kmsWasm from 'pocket-kms/kms.wasm'
import { createKey as createSlim, init as initSlim } from 'pocket-kms/slim'

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => {}

export async function materialOfKms(): Promise<void> {
  const plain = await createKey({ key_alias: 'orders' })
  same<typeof plain, CreatedKey>(true)
  const named = await createKey({ key_alias: 'orders', key_spec: 'SM2', origin: 'kms' })
  same<typeof named.material, KeyMaterial>(true)
  await initSlim({ createKey: createKeyWasm, kms: kmsWasm })
  const slim = await createSlim({ key_alias: 'orders' })
  same<typeof slim.key_info, KeyInfo>(true)
  const alone = await createAlone({ key_alias: 'orders' })
  same<typeof alone, CreatedKey>(true)
}

export async function noMaterialOfExternal(): Promise<void> {
  const external = await createKey({ key_alias: 'orders', origin: 'external' })
  same<typeof external, ExternalKey>(true)
  same<typeof external.material, null>(true)
}

export async function materialOfEither(origin: Origin): Promise<string> {
  const request: CreateKeyRequest = { key_alias: 'orders', key_spec: 'EC_P256', origin }
  const { key_info, material } = await createKey(request)
  same<typeof material, KeyMaterial | null>(true)
  return material ? material.publicKey('spki-pem') : key_info.key_id
}

export async function everyMember(key_spec: CreateKeySpec, key_usage: CreateKeyUsage): Promise<CheckedRequest> {
  const request: CreateKeyRequest = {
    key_alias: 'orders',
    key_spec,
    key_usage,
    key_description: 'for the orders',
    origin: null,
    enterprise_project_id: undefined,
    sequence: '919c82d4-8046-4722-9094-35c3c6524cff',
    keystore_id: '0',
    vm_id: null,
  }
  const checked = await checkCreateKey(request)
  same<typeof checked.key_spec, CreateKeySpec>(true)
  same<typeof checked.sequence, string | undefined>(true)
  // A checked request is a request.
  await createKey(checked)
  return checked
}

export async function everyOption(signal: Signal): Promise<CreatedKey> {
  const onProgress = ({ candidates, share }: Progress): number => candidates * share
  const options: CreateKeyOptions = { domainId: '0'.repeat(32), signal, onProgress }
  await createKey({ key_alias: 'orders' }, { domainId: undefined, signal: undefined, onProgress: undefined })
  return createKey({ key_alias: 'orders', key_spec: 'RSA_4096' }, options)
}

export function everyFormat(material: KeyMaterial): void {
  same<typeof material.spec, CreateKeySpec>(true)
  const texts: string[] = [material.publicKey('spki-pem'), material.privateKey('pkcs8-pem')]
  const bytes: Uint8Array[] = [
    material.publicKey('spki-der'),
    material.privateKey('pkcs8-der'),
    material.secretKey(),
    material.secretKey('raw'),
  ]
  const jwks: Jwk[] = [material.publicKey('jwk'), material.privateKey('jwk'), material.secretKey('jwk')]
  const kty: string | undefined = jwks[0]?.kty
  material.dispose()
  material[Symbol.dispose]()
  void [texts, bytes, kty]
}

export async function everyError(): Promise<[KmsErrorCode, number, string | undefined] | undefined> {
  try {
    await init()
    await init({ createKey: true, kms: 'https://example.com/kms.wasm' })
    await init({ kernels: { scalar: new Uint8Array(8) } })
    await initAlone({ createKey: new Uint8Array(8) })
    const source: Source = Promise.resolve(new Uint8Array(8))
    await init({ kms: source })
  } catch (error) {
    if (isKmsError(error)) return [error.code, error.status, error.field]
    if (error instanceof KmsError) return [error.code, error.status, error.message]
  }
  const own = new KmsError({ code: 'ERR_WASM_LOAD', status: 500, message: 'No module.', cause: null })
  same<typeof own.name, 'KmsError'>(true)
  return undefined
}
