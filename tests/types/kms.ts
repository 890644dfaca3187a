// The service as callers may write it, and lines that must not compile, with the language's own library.
import { Kms, KeyMaterial, wrapKeyMaterial } from 'pocket-kms'
import type { CallOptions, KeyDetails, KmsOptions, Signal, Store, StoreFilter, StoreRecord } from 'pocket-kms'
import type { ListKeysResponse, SignResponse, VerifyMacResponse, WrappedKeyMaterial } from 'pocket-kms'
import { Kms as SlimKms } from 'pocket-kms/slim'
import { ManualClock, MemoryStore, openForTesting, seed, seededRandom, storeConformance } from 'pocket-kms/testing'
import type { SeedDocument, StoreTest, TestingOptions } from 'pocket-kms/testing'

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => {}

export async function everyOption(store: Store, signal: Signal, worker: () => object): Promise<Kms> {
  const options: KmsOptions = {
    store,
    rootKey: new Uint8Array(32),
    domainId: '0'.repeat(32),
    projectId: '0'.repeat(32),
    maxKeys: 100,
    maxWorkers: 2,
    worker,
  }
  const kms = await Kms.open(options)
  const call: CallOptions = { signal, onProgress: ({ share }) => share }
  await kms.createKey({ key_alias: 'orders', key_spec: 'RSA_4096' }, call)
  await kms.close()
  kms[Symbol.dispose]()
  await kms[Symbol.asyncDispose]()
  return SlimKms.open()
}

export async function lifecycle(kms: Kms): Promise<KeyDetails> {
  const { key_info } = await kms.createKey({ key_alias: 'orders', key_description: null })
  const key_id = key_info.key_id
  await kms.enableKey({ key_id })
  const { key_info: state } = await kms.disableKey({ key_id: 'alias/orders' })
  same<typeof state.key_state, '2' | '3' | '4' | '5'>(true)
  await kms.deleteKey({ key_id, pending_days: '7' })
  await kms.deleteKey({ key_id, pending_days: 7 })
  const flat: string = (await kms.cancelKeyDeletion({ key_id })).key_id
  await kms.updateKeyAlias({ key_id, key_alias: flat })
  await kms.updateKeyDescription({ key_id, key_description: '' })
  same<ListKeysResponse, Awaited<ReturnType<Kms['listKeys']>>>(true)
  await kms.listKeys()
  const page = await kms.listKeys({ key_spec: 'ALL', key_state: '2', limit: 10, marker: '20' })
  await kms.listKeys({ marker: page.next_marker, limit: null, sequence: undefined })
  return (await kms.listKeyDetail({ key_id })).key_info
}

export async function use(kms: Kms, key_id: string): Promise<SignResponse | VerifyMacResponse> {
  const { random_data } = await kms.createRandom({ random_data_length: 512 })
  const { cipher_text } = await kms.createDatakey({ key_id, key_spec: 'AES_128', datakey_length: '128' })
  await kms.createDatakeyWithoutPlaintext({ key_id, additional_authenticated_data: random_data })
  const { datakey_length } = await kms.encryptDatakey({ key_id, plain_text: '00', datakey_plain_length: '1' })
  await kms.decryptDatakey({ key_id, cipher_text, datakey_cipher_length: datakey_length })
  const pair = await kms.createRsaDatakeyPair({ key_id, key_spec: 'RSA_2048', with_plain_text: false }, {})
  same<typeof pair.private_key_plain_text, string | undefined>(true)
  await kms.createEcDatakeyPair({ key_id, key_spec: 'ECC_SECG_P256K1' })
  const encrypted = await kms.encryptData({ key_id, plain_text: 'x', encryption_algorithm: 'SM2_ENCRYPT' })
  await kms.decryptData(encrypted)
  await kms.reEncrypt({ cipher_text, destination_key_id: key_id })
  const signed = { key_id, message: '', signing_algorithm: 'ECDSA_SHA_256', message_type: 'RAW' } as const
  const { signature } = await kms.sign(signed)
  const { signature_valid } = await kms.validateSignature({ ...signed, signature })
  same<typeof signature_valid, 'true' | 'false'>(true)
  const pem: string = (await kms.showPublicKey({ key_id })).public_key
  const { mac } = await kms.generateMac({ key_id, mac_algorithm: 'HMAC_SM3', message: pem })
  return kms.verifyMac({ key_id, mac_algorithm: 'HMAC_SM3', message: '', mac })
}

export async function bringYourOwnKey(kms: Kms, key_id: string, material: KeyMaterial): Promise<WrappedKeyMaterial> {
  const wrapping_algorithm = 'RSAES_OAEP_SHA_256'
  const { public_key, import_token } = await kms.createParametersForImport({ key_id, wrapping_algorithm })
  const by = { public_key, wrapping_algorithm } as const
  const wrapped = await wrapKeyMaterial({ ...by, material: new Uint8Array(32), key_spec: 'AES_256' })
  await kms.importKeyMaterial({ key_id, import_token, ...wrapped, expiration_time: 2e9 })
  await kms.deleteImportedKeyMaterial({ key_id })
  await wrapKeyMaterial({ ...by, material })
  return wrapKeyMaterial({ ...by, generate: 'SM2' }, { maxWorkers: 0, signal: undefined })
}

export async function rest(kms: Kms, key_id: string): Promise<void> {
  await kms.enableKeyRotation({ key_id })
  await kms.updateKeyRotationInterval({ key_id, rotation_interval: 30 })
  const { key_materials } = await kms.showKeyRotationStatus({ key_id })
  same<typeof key_materials[number]['state'], number>(true)
  await kms.rotateOnDemand({ key_id })
  await kms.disableKeyRotation({ key_id })
  await kms.createKmsTag({ key_id, tag: { key: 'team' } })
  await kms.batchCreateKmsTags({ key_id, tags: [{ key: 'team', value: 'a' }], action: 'create' })
  await kms.deleteTag({ key_id, key: 'team' })
  const { tags, existTagsNum } = await kms.showKmsTags({ key_id })
  const grouped: string[] | undefined = (await kms.listKmsTags()).tags[existTagsNum]?.values
  await kms.listKmsByTags({ tags: [{ key: tags[0]?.value ?? '', values: grouped ?? [] }], matches: null })
  const alias: string = (await kms.createAlias({ key_id, alias: 'alias/orders' })).alias
  await kms.associateAlias({ alias, target_key_id: key_id })
  await kms.deleteAlias({ key_id, aliases: [alias] })
  const { page_info } = await kms.listAliases()
  await kms.listAliases({ key_id, limit: 1, marker: page_info.next_marker })
  const used: number = (await kms.showUserInstances()).instance_num
  const quota: number | undefined = (await kms.showUserQuotas()).quotas.resources[0]?.quota
  void [used, quota]
}

/** A store of a caller's own. */
export class OwnStore implements Store {
  readonly #inner = new MemoryStore()
  insert(record: StoreRecord): Promise<string | null> { return this.#inner.insert(record) }
  replace(record: StoreRecord, revision: number) { return this.#inner.replace(record, revision) }
  get(projectId: string, id: string) { return this.#inner.get(projectId, id) }
  list(projectId: string, filter: StoreFilter, offset: number, limit: number) {
    return this.#inner.list(projectId, filter, offset, limit)
  }
  count(projectId: string, filter: StoreFilter) { return this.#inner.count(projectId, filter) }
  remove(projectId: string, id: string, revision: number) { return this.#inner.remove(projectId, id, revision) }
}

export async function forTests(): Promise<StoreTest[]> {
  const clock = new ManualClock()
  const document: SeedDocument = {
    keys: [{ key_id: '0d0466b0-e727-4d9c-b35d-f84bb474a37f', key_alias: 'orders', key_spec: 'SM4', tags: [{ key: 'team' }] }],
  }
  const options: TestingOptions = { clock, random: seededRandom('orders'), seed: document, store: new OwnStore() }
  const kms: Kms = await openForTesting(options)
  await openForTesting({ clock: { now: () => 0 }, seed: '{}' })
  clock.advance(new ManualClock(0).now())
  const ids: string[] = (await seed(kms, document)).keys
  void ids
  return storeConformance(() => new OwnStore())
}

export async function misuses(kms: Kms, material: KeyMaterial): Promise<void> {
  // @ts-expect-error: only Kms.open makes one
  new Kms()
  // @ts-expect-error: a clock is for tests
  await Kms.open({ clock: new ManualClock() })
  // @ts-expect-error: so is a random source
  await Kms.open({ random: seededRandom('orders') })
  // @ts-expect-error: a root key is no text
  await Kms.open({ rootKey: '0'.repeat(64) })
  // @ts-expect-error: half a store
  await Kms.open({ store: { get: async () => null } })
  // @ts-expect-error: no operation
  await kms.revokeGrant({ key_id: '' })
  // @ts-expect-error: no key
  await kms.enableKey()
  // @ts-expect-error: no key
  await kms.enableKey({})
  // @ts-expect-error: a misspelt member
  await kms.enableKey({ keyId: '' })
  // @ts-expect-error: an option of calls that make RSA keys
  await kms.enableKey({ key_id: '' }, { signal: undefined })
  // @ts-expect-error: an unknown algorithm
  await kms.sign({ key_id: '', message: '', signing_algorithm: 'RSASSA_PKCS1_V1_5_SHA_1' })
  // @ts-expect-error: it answers text
  const valid: boolean = (await kms.validateSignature({} as never)).signature_valid
  // @ts-expect-error: it answers a boolean
  const macValid: string = (await kms.verifyMac({} as never)).mac_valid
  // @ts-expect-error: not made here
  await kms.createEcDatakeyPair({ key_id: '', key_spec: 'ECC_NIST_P521' })
  // @ts-expect-error: nothing to wrap
  await wrapKeyMaterial({ public_key: '', wrapping_algorithm: 'SM2_ENCRYPT' })
  // @ts-expect-error: bytes do not say what they are
  await wrapKeyMaterial({ public_key: '', wrapping_algorithm: 'SM2_ENCRYPT', material: new Uint8Array(16) })
  // @ts-expect-error: either given or made
  await wrapKeyMaterial({ public_key: '', wrapping_algorithm: 'SM2_ENCRYPT', material, generate: 'SM4' })
  void [valid, macValid]
}
// @ts-expect-error: nothing for tests is in the default entry
export type { TestingOptions as Door } from 'pocket-kms'
