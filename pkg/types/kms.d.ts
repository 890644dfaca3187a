/** The service: keys that are kept, and what is done with them. */

import type { Bytes, CreateKeyRequest, CreateKeySpec, KeyInfo, KeyMaterial, KmsErrorCode, Origin, Progress, Signal } from './index.js'

/**
 * The kind of key that a {@link Kms} keeps.
 *
 * | key_spec | key | usages, the default first |
 * | --- | --- | --- |
 * | `AES_256` | 32 bytes | `ENCRYPT_DECRYPT` |
 * | `SM4` | 16 bytes | `ENCRYPT_DECRYPT` |
 * | `RSA_2048` `RSA_3072` `RSA_4096` | RSA, e = 65537 | `SIGN_VERIFY`, `ENCRYPT_DECRYPT` |
 * | `EC_P256` `EC_P384` | NIST curves | `SIGN_VERIFY` |
 * | `SM2` | GB/T 32918 | `SIGN_VERIFY`, `ENCRYPT_DECRYPT` |
 * | `SECP256K1` | SEC 2 | `SIGN_VERIFY` |
 * | `ED25519` | RFC 8032 | `SIGN_VERIFY` |
 * | `HMAC_256` `HMAC_384` `HMAC_512` | 32, 48, 64 bytes | `GENERATE_VERIFY_MAC` |
 * | `HMAC_SM3` | 32 bytes | `GENERATE_VERIFY_MAC` |
 *
 * The first eight are on the service's page "Creating a Key", the others in its SDKs alone.
 */
export type KeySpec = CreateKeySpec | 'SECP256K1' | 'ED25519' | 'HMAC_256' | 'HMAC_384' | 'HMAC_512' | 'HMAC_SM3'

/** What a key is for. It never changes. */
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC'

/** The request of `Kms.createKey`, which takes every spec. HMAC keys cannot be imported. */
export interface KmsCreateKeyRequest extends Omit<CreateKeyRequest, 'key_spec' | 'key_usage'> {
  /** Default `AES_256`. */
  key_spec?: KeySpec | null | undefined
  /** Default: the first of the spec. */
  key_usage?: KeyUsage | null | undefined
}

/** A member that may be left out: `null` and `undefined` count as absent. */
export type Optional<T> = T | null | undefined

/** A whole number: digits as text, which is how the service documents it, or a number. */
export type Digits = string | number

/**
 * What a key is called in a request: its id, a UUID in lower case, or one of its aliases, `alias/…`.
 */
export type KeyName = string

/** `2` enabled, `3` disabled, `4` pending deletion, `5` pending import (it has no material). */
export type KeyState = '2' | '3' | '4' | '5'

/** What a symmetric, an RSA and an SM2 key encrypt by. */
export type EncryptionAlgorithm = 'SYMMETRIC_DEFAULT' | 'RSAES_OAEP_SHA_256' | 'SM2_ENCRYPT'

/** What wraps key material on its way: by an RSA key, or by an SM2 key. */
export type WrappingAlgorithm = 'RSAES_OAEP_SHA_256' | 'SM2_ENCRYPT'

/**
 * | key_spec | signing_algorithm |
 * | --- | --- |
 * | `RSA_…` | `RSASSA_PSS_SHA_…` (salt as long as the hash), `RSASSA_PKCS1_V1_5_SHA_…` |
 * | `EC_P256` `SECP256K1` | `ECDSA_SHA_256` |
 * | `EC_P384` | `ECDSA_SHA_384` |
 * | `SM2` | `SM2DSA_SM3` |
 * | `ED25519` | `ED25519_SHA_512` (Ed25519), `ED25519_PH_SHA_512` (Ed25519ph) |
 */
export type SigningAlgorithm =
  | 'RSASSA_PSS_SHA_256'
  | 'RSASSA_PSS_SHA_384'
  | 'RSASSA_PSS_SHA_512'
  | 'RSASSA_PKCS1_V1_5_SHA_256'
  | 'RSASSA_PKCS1_V1_5_SHA_384'
  | 'RSASSA_PKCS1_V1_5_SHA_512'
  | 'ECDSA_SHA_256'
  | 'ECDSA_SHA_384'
  | 'ECDSA_SHA_512'
  | 'SM2DSA_SM3'
  | 'ED25519_SHA_512'
  | 'ED25519_PH_SHA_512'

/** The algorithm of `HMAC_256`, `HMAC_384`, `HMAC_512` and `HMAC_SM3` keys, in this order. */
export type MacAlgorithm = 'HMAC_SHA_256' | 'HMAC_SHA_384' | 'HMAC_SHA_512' | 'HMAC_SM3'

/** An answer without members. */
export type EmptyResponse = { [member: string]: never }

/** What names a key and says no more. */
export interface KeyRequest {
  key_id: KeyName
  /** A serial number of the request, 36 bytes. It has no effect. */
  sequence?: Optional<string>
}

export interface CreateKeyResponse {
  key_info: KeyInfo
}

/** A key. Every member is text; a date is epoch milliseconds, `''` if there is none. */
export interface KeyDetails {
  key_id: string
  domain_id: string
  key_alias: string
  /** Always `''`: there is no region here. */
  realm: string
  key_spec: KeySpec
  key_usage: KeyUsage
  key_description: string
  creation_date: string
  /** When the key will be gone. */
  scheduled_deletion_date: string
  key_state: KeyState
  /** Always `0`: no cloud service has made itself a key here. */
  default_key_flag: '0' | '1'
  /** Always `1`. */
  key_type: string
  /** When imported material will be gone. */
  expiration_time: string
  origin: Origin
  key_rotation_enabled: 'true' | 'false'
  sys_enterprise_project_id: string
  /** Always `0`, the default key store. */
  keystore_id: string
}

export interface ListKeyDetailResponse {
  key_info: KeyDetails
}

export interface ListKeysRequest {
  /** 1 to 1000, default 10. */
  limit?: Optional<Digits>
  /** `next_marker` of the page before; default 0, the first page. */
  marker?: Optional<Digits>
  /** Default: any. */
  key_state?: Optional<'1' | KeyState>
  /** Default `AES_256`; `ALL` for keys of every spec. */
  key_spec?: Optional<KeySpec | 'ALL'>
  /** `all`, the default, `0` or the 36-character id of an enterprise project. */
  enterprise_project_id?: Optional<string>
  /** 36 bytes. It has no effect. */
  sequence?: Optional<string>
}

export interface ListKeysResponse {
  /** Ids, the oldest key first. */
  keys: string[]
  /** The same keys in the same order. */
  key_details: KeyDetails[]
  /** The `marker` of the next page; `''` if this is the last. */
  next_marker: string
  /** Whether there is a next page. */
  truncated: 'true' | 'false'
  /** How many keys there are on all pages. */
  total: number
}

export interface KeyStateInfo {
  key_id: string
  key_state: KeyState
}

export interface KeyStateResponse {
  key_info: KeyStateInfo
}

export interface DeleteKeyRequest extends KeyRequest {
  /** Days from now until the key is gone: 7 to 1096. */
  pending_days: Digits
}

export interface UpdateKeyAliasRequest extends KeyRequest {
  /** 1 to 255 characters of `a-z A-Z 0-9 : / _ -`, not ending in `/default`. */
  key_alias: string
}

export interface UpdateKeyAliasResponse {
  key_info: { key_id: string; key_alias: string }
}

export interface UpdateKeyDescriptionRequest extends KeyRequest {
  /** Up to 255 characters. */
  key_description: string
}

export interface UpdateKeyDescriptionResponse {
  key_info: { key_id: string; key_description: string }
}

export interface CreateRandomRequest {
  /** Bits: 8 to 8192, a multiple of 8. */
  random_data_length: Digits
  /** 36 bytes. It has no effect. */
  sequence?: Optional<string>
}

export interface CreateRandomResponse {
  /** Upper-case hexadecimal digits. */
  random_data: string
}

/** What may be bound to a ciphertext of a symmetric key. */
export interface AdditionalData {
  /**
   * Text of up to 128 bytes that is not in the ciphertext, and has to be given again to open it. It is
   * no secret. Only for symmetric keys; default `''`.
   */
  additional_authenticated_data?: Optional<string>
}

export interface CreateDatakeyRequest extends KeyRequest, AdditionalData {
  /** 128 bits for `AES_128` and `SM4`, 384 for `HMAC_384`, 512 for `HMAC_512`, 256 for the others. */
  key_spec?: Optional<'AES_256' | 'AES_128' | 'SM4' | 'HMAC_256' | 'HMAC_384' | 'HMAC_512' | 'HMAC_SM3'>
  /** Bits: 8 to 8192, a multiple of 8. It wins over `key_spec`; without either it is 256. */
  datakey_length?: Optional<Digits>
}

export interface CreateDatakeyResponse {
  key_id: string
  /** The data key: upper-case hexadecimal digits. */
  plain_text: string
  /** The data key, encrypted: upper-case hexadecimal digits. */
  cipher_text: string
}

export interface CreateDatakeyWithoutPlaintextResponse {
  key_id: string
  /** The data key, encrypted: upper-case hexadecimal digits. */
  cipher_text: string
}

export interface EncryptDatakeyRequest extends KeyRequest, AdditionalData {
  /**
   * Hexadecimal digits: the data key, then its digest of 32 bytes, which is SHA-256, or SM3 if the key
   * is of SM4 or SM2.
   */
  plain_text: string
  /** The length of the data key without its digest in bytes: 1 to 1024. */
  datakey_plain_length: Digits
}

export interface EncryptDatakeyResponse {
  key_id: string
  /** Upper-case hexadecimal digits. */
  cipher_text: string
  /** Bytes, as text. */
  datakey_length: string
}

export interface DecryptDatakeyRequest extends KeyRequest, AdditionalData {
  /** `cipher_text` of a data key: hexadecimal digits. */
  cipher_text: string
  /** The length of the data key, not of `cipher_text`, in bytes: 1 to 1024. */
  datakey_cipher_length: Digits
}

export interface DecryptDatakeyResponse {
  /** The data key: upper-case hexadecimal digits. */
  data_key: string
  /** Bytes, as text. */
  datakey_length: string
  /** Its SHA-256: upper-case hexadecimal digits. */
  datakey_dgst: string
}

export interface CreateRsaDatakeyPairRequest extends KeyRequest, AdditionalData {
  key_spec: 'RSA_2048' | 'RSA_3072' | 'RSA_4096'
  /** Whether the private key is answered in plaintext too. Default `true`. */
  with_plain_text?: Optional<boolean>
}

export interface CreateEcDatakeyPairRequest extends KeyRequest, AdditionalData {
  /** Unlike the service: `ECC_NIST_P521` is refused. */
  key_spec: 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_SECG_P256K1' | 'SM2'
  /** Whether the private key is answered in plaintext too. Default `true`. */
  with_plain_text?: Optional<boolean>
}

export interface DatakeyPairResponse<Spec = string> {
  key_id: string
  key_spec: Spec
  /** SubjectPublicKeyInfo in DER, in Base64. */
  public_key: string
  /** The private key, encrypted, in Base64: {@link Kms.decryptData} opens it. */
  private_key_cipher_text: string
  /** PKCS#8 in DER, in Base64; absent with `with_plain_text: false`. */
  private_key_plain_text?: string
}

export interface EncryptDataRequest extends KeyRequest, AdditionalData {
  /**
   * Text of 1 to 4096 bytes in UTF-8; what is no text goes as Base64, say. An RSA key takes 190, 318 or
   * 446 bytes.
   */
  plain_text: string
  /** That of the key's spec; default `SYMMETRIC_DEFAULT`, so mandatory for an RSA or SM2 key. */
  encryption_algorithm?: Optional<EncryptionAlgorithm>
}

export interface EncryptDataResponse {
  key_id: string
  /** Base64. Unlike the service's: the layout is this package's own, so neither opens the other's. */
  cipher_text: string
}

export interface DecryptDataRequest extends AdditionalData {
  /** Base64, 128 to 5648 characters. */
  cipher_text: string
  /** As it was encrypted. Default `SYMMETRIC_DEFAULT`. */
  encryption_algorithm?: Optional<EncryptionAlgorithm>
  /** Mandatory for an RSA or SM2 key. The ciphertext of a symmetric key says which key it is of. */
  key_id?: Optional<KeyName>
  /** 36 bytes. It has no effect. */
  sequence?: Optional<string>
}

export interface DecryptDataResponse {
  key_id: string
  /** As text. Bytes that are no UTF-8 are replaced: then only `plain_text_base64` is right. */
  plain_text: string
  plain_text_base64: string
}

export interface ReEncryptRequest {
  /** What {@link Kms.encryptData} or {@link Kms.createDatakey} has answered, in either alphabet. */
  cipher_text: string
  /** Mandatory if that key is of RSA or SM2. */
  source_key_id?: Optional<KeyName>
  /** As it was encrypted. Default `SYMMETRIC_DEFAULT`. */
  source_encryption_algorithm?: Optional<EncryptionAlgorithm>
  /** As it was encrypted. Up to 128 bytes, default `''`. */
  source_additional_authenticated_data?: Optional<string>
  destination_key_id: KeyName
  /** That of the destination's spec. Default `SYMMETRIC_DEFAULT`. */
  destination_encryption_algorithm?: Optional<EncryptionAlgorithm>
  /** To be bound to the new ciphertext. Up to 128 bytes, default `''`. */
  destination_additional_authenticated_data?: Optional<string>
  /** 36 bytes. It has no effect. */
  sequence?: Optional<string>
}

export interface ReEncryptResponse {
  /** The destination. */
  key_id: string
  source_key_id: string
  source_encryption_algorithm: EncryptionAlgorithm
  destination_encryption_algorithm: EncryptionAlgorithm
  /** In the alphabet of the old one: Base64, or hexadecimal digits of a data key. */
  cipher_text: string
}

export interface SignRequest extends KeyRequest {
  /** Base64 of 1 to 4095 bytes. */
  message: string
  signing_algorithm: SigningAlgorithm
  /**
   * `DIGEST`, the default: `message` is the hash of the algorithm. `RAW`: it is hashed first. The digest
   * of an SM2 key is SM3(Z ‖ M), of the default identity `1234567812345678`.
   */
  message_type?: Optional<'DIGEST' | 'RAW'>
}

export interface SignResponse {
  key_id: string
  /** Base64. Of an EC, SECP256K1 or SM2 key it is DER, `SEQUENCE { r, s }`. */
  signature: string
}

export interface ValidateSignatureRequest extends SignRequest {
  /** Base64. */
  signature: string
}

export interface ValidateSignatureResponse {
  key_id: string
  /** Text, not a boolean. */
  signature_valid: 'true' | 'false'
}

export interface ShowPublicKeyResponse {
  key_id: string
  /** SubjectPublicKeyInfo in PEM, lines of 64 characters that end in CR LF. */
  public_key: string
}

export interface GenerateMacRequest extends KeyRequest {
  /** That of the key's spec. */
  mac_algorithm: MacAlgorithm
  /** Base64 of 1 to 4096 bytes. */
  message: string
}

export interface GenerateMacResponse {
  key_id: string
  mac_algorithm: MacAlgorithm
  /** Lower-case hexadecimal digits. */
  mac: string
}

export interface VerifyMacRequest extends GenerateMacRequest {
  /** Hexadecimal digits. */
  mac: string
}

export interface VerifyMacResponse {
  key_id: string
  mac_algorithm: MacAlgorithm
  /** A boolean, not text. */
  mac_valid: boolean
}

export interface CreateParametersForImportRequest extends KeyRequest {
  wrapping_algorithm: WrappingAlgorithm
}

export interface CreateParametersForImportResponse {
  key_id: string
  /** Base64, to be sent back with the material. It is good once. */
  import_token: string
  /** When the token expires, in 24 hours: epoch seconds. */
  expiration_time: number
  /** What the material is to be wrapped by: SubjectPublicKeyInfo in DER, in Base64. */
  public_key: string
}

export interface ImportKeyMaterialRequest extends KeyRequest {
  /** Of {@link Kms.createParametersForImport}. */
  import_token: string
  /** Base64: the wrapped bytes of a symmetric key, or the wrapped temporary key of a pair. */
  encrypted_key_material: string
  /** Base64: the private key under the temporary key. Mandatory for a pair, and only for a pair. */
  encrypted_privatekey?: Optional<string>
  /** When the material is to be gone: epoch seconds. Default: never. Not for pairs. */
  expiration_time?: Optional<Digits>
}

export interface UpdateKeyRotationIntervalRequest extends KeyRequest {
  /** Days: 30 to 365. */
  rotation_interval: Digits
}

export interface ShowKeyRotationStatusResponse {
  key_rotation_enabled: boolean
  /** Days; absent if the key does not rotate by itself. */
  rotation_interval?: number
  /** Epoch milliseconds, as text; absent if the key has not rotated yet. */
  last_rotation_time?: string
  number_of_rotations: number
  /** The versions of the material, the newest last: it encrypts, the others only decrypt. */
  key_materials: KeyMaterialStatus[]
}

export interface KeyMaterialStatus {
  material_id: string
  /** Epoch milliseconds, as text. */
  create_time: string
  /** Epoch milliseconds, as text; `''` if it does not expire. */
  expiration_time: string
  /** 2: it is in use. */
  state: number
}

export interface KeyIdResponse {
  key_id: string
}

/** A tag. Neither half may hold control characters or any of `* < > \ =`. */
export interface TagItem {
  /** 1 to 36 characters. */
  key: string
  /** Up to 43 characters, default `''`. */
  value?: string
}

export interface CreateKmsTagRequest extends KeyRequest {
  tag: TagItem
}

export interface BatchCreateKmsTagsRequest extends KeyRequest {
  /** 1 to 20 tags. */
  tags: readonly TagItem[]
  /** `delete` goes by the tags' keys alone. */
  action: 'create' | 'delete'
}

export interface DeleteTagRequest {
  key_id: KeyName
  /** The tag's key. */
  key: string
}

export interface ShowKmsTagsResponse {
  tags: Required<TagItem>[]
  existTagsNum: number
}

export interface ListKmsTagsResponse {
  /** Each key of a tag with its values. */
  tags: { key: string; values: string[] }[]
}

export interface ListKmsByTagsRequest {
  /** 1 to 1000, default 10. Without effect if `action` is `count`. */
  limit?: Optional<Digits>
  /** How many keys to pass over; default 0. Not if `action` is `count`. */
  offset?: Optional<Digits>
  /** Whether the keys are answered, or only how many there are. Default `filter`. */
  action?: Optional<'filter' | 'count'>
  /** Keys that have every one of these tags, with one of its values; with any if `values` is empty. */
  tags?: Optional<readonly { key: string; values?: readonly string[] }[]>
  /** Up to 10 parts of `key_alias`, 1 to 255 characters each. */
  matches?: Optional<readonly { key: 'resource_name'; value: string }[]>
  /** 36 bytes. It has no effect. */
  sequence?: Optional<string>
}

export interface ListKmsByTagsResponse {
  /** Absent if `action` is `count`. */
  resources?: TaggedKey[]
  /** How many keys there are in all. */
  total_count: number
}

export interface TaggedKey {
  resource_id: string
  resource_detail: KeyDetails
  /** `key_alias`. */
  resource_name: string
  tags: Required<TagItem>[]
}

export interface CreateAliasRequest {
  key_id: KeyName
  /** `alias/` and 1 to 255 characters of `a-z A-Z 0-9 : / _ -`. */
  alias: string
}

export interface AssociateAliasRequest {
  alias: string
  /** The key that it is of from now on. */
  target_key_id: KeyName
}

export interface DeleteAliasRequest {
  key_id: KeyName
  aliases: readonly string[]
}

export interface ListAliasesRequest {
  /** Default: the aliases of all keys. */
  key_id?: Optional<KeyName>
  /** 1 to 1000, default 10. */
  limit?: Optional<Digits>
  /** `next_marker` of the page before; default 0, the first page. */
  marker?: Optional<Digits>
}

export interface AliasEntity {
  domain_id: string
  key_id: string
  alias: string
  alias_urn: string
  /** Epoch milliseconds, as text. */
  create_time: string
  /** Epoch milliseconds, as text. */
  update_time: string
}

export interface ListAliasesResponse {
  /** The oldest first. */
  aliases: AliasEntity[]
  page_info: {
    /** The `marker` of the next page; `''` if this is the last. */
    next_marker: string
    /** How many there are on this page. */
    current_count: number
  }
}

export interface ShowUserInstancesResponse {
  instance_num: number
}

export interface ShowUserQuotasResponse {
  quotas: { resources: { type: 'CMK' | 'grant_per_CMK'; used: number; quota: number }[] }
}

/** How RSA keys are made. Only own properties count, each is read once. */
export interface RsaWorkers {
  /**
   * The most workers that search for RSA primes at a time. Default: one a core, at most 8. With 0 the
   * search runs in the thread of the caller, in slices of 2 ms.
   */
  maxWorkers?: number | undefined
  /**
   * Starts a worker that searches for RSA primes: a `Worker` of the file `pocket-kms/worker.js`.
   * Needed only under a Content-Security-Policy that forbids workers of `blob:` URLs.
   */
  worker?: (() => object) | undefined
}

/** Options of a call that may make an RSA key. Only own properties count, each is read once. */
export interface CallOptions {
  /** Ends the search for RSA primes: nothing is stored, and the call rejects with the signal's reason. */
  signal?: Signal | undefined
  /** Called once a frame of the search for RSA primes, and at each prime; never for the other specs. */
  onProgress?: ((progress: Progress) => void) | undefined
}

/** Options of {@link Kms.open}. Only own properties count, each is read once: an accessor of a class is none. */
export interface KmsOptions extends RsaWorkers {
  /**
   * Where the keys are kept. Default: in memory, for as long as the `Kms` is open. A store sees no key:
   * `rootKey` seals them.
   */
  store?: Store | undefined
  /**
   * 32 bytes that seal all keys. Default: fresh ones, which nobody knows: then the keys can be read for
   * as long as the `Kms` is open, whatever the store. The bytes are copied; wipe yours.
   */
  rootKey?: Uint8Array | undefined
  /** The account's id, 32 characters of `0-9 a-f`. Default: 32 zeros, which no account has. */
  domainId?: string | undefined
  /**
   * The project's id, 32 characters of `a-z A-Z 0-9`. Default: 32 zeros. Projects that share a store do not
   * see each other's keys.
   */
  projectId?: string | undefined
  /**
   * How many keys the project may have. Default 100,000, for which the module's own memory of 4 GiB has room: a
   * key takes 2 kB, with the longest description and the most tags 12 kB; each of its aliases up to 3 kB more,
   * each rotation 0.2 kB. A store of yours may have room for more.
   */
  maxKeys?: number | undefined
  /** Who may ask {@link Kms.fetch}. Default `'none'`: it need not be shown. */
  auth?: Authentication | undefined
  /**
   * The origins of pages that may ask {@link Kms.fetch}, such as `https://example.com`. Default: none. A
   * request with another `Origin` is refused, whatever it asks and however it is signed.
   */
  origins?: readonly string[] | undefined
  /**
   * The names that the `Host` of a request to {@link Kms.fetch} may have, such as `localhost`. Default:
   * any. Name them where a browser reaches the service: a page whose own name was made to point there
   * (DNS rebinding) is then refused.
   */
  hosts?: readonly string[] | undefined
}

/**
 * How a request of HTTP shows whose it is: not at all; by an `X-Auth-Token` that is one of these; or by a
 * signature (SDK-HMAC-SHA256 or SDK-HMAC-SM3) of one of these access keys. Signatures are good for 15
 * minutes on either side of `X-Sdk-Date`, in which a request that was overheard can be sent again.
 *
 * A signature covers `Host` and `User-Agent` as they were sent. A page's own `fetch` hides both: check
 * signatures where raw headers are at hand.
 */
export type Authentication = 'none' | { token: readonly string[] } | { aksk: readonly AccessKey[] }

/** An access key: each half of 1 to 1023 visible ASCII characters, the first without a comma. */
export interface AccessKey {
  /** The access key id. */
  ak: string
  /** The secret access key. */
  sk: string
}

/**
 * The platform's own `fetch`, as its types have it: those of pages, of Node or of another. Where there are
 * none, what of it can be said without them.
 */
export type Fetch = typeof globalThis extends { fetch: (...request: infer Request) => infer Answer }
  ? (...request: Request) => Answer
  : (input: string | { readonly href: string } | { readonly url: string }, init?: FetchInit) => Promise<FetchAnswer>

/** The part of a `RequestInit` that is used here. */
export interface FetchInit {
  method?: string
  headers?: { [name: string]: string }
  body?: string | Bytes
  signal?: Signal
}

/** The part of a `Response` that is used here. */
export interface FetchAnswer {
  readonly status: number
  readonly ok: boolean
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
  json(): Promise<any>
}

/** The body of an answer that refuses: the pair twice, since clients look in either place. */
export interface RestError {
  error: { error_code: RestErrorCode; error_msg: string }
  error_code: RestErrorCode
  error_msg: string
}

/** `error_code` of {@link RestError}: that of an operation's refusal, or one of HTTP alone. */
export type RestErrorCode =
  | KmsErrorCode
  | 'APIGW.0301'
  | 'APIGW.0308'
  | 'ERR_ABSENT'
  | 'KMS.0101'
  | 'KMS.0201'
  | 'KMS.0214'
  | 'KMS.0215'
  | 'KMS.0301'
  | 'KMS.0302'
  | 'KMS.0307'
  | 'KMS.0321'

/**
 * Key management: 44 operations of the service on keys of your own, in this process.
 *
 * A request has the members of the service's body, path and query in one object, an answer those of its
 * body. Only own properties of a request count, each is read once, before the call returns its promise.
 *
 * What every method may refuse with: `KMS.0202` a request that is no object, `KMS.0203` one of more than
 * 65,536 bytes, `KMS.0204` a mandatory member that is absent, `KMS.0206` a `sequence` that is not of 36
 * bytes, `KMS.0308` a member of another type; `KMS.0205` what cannot be a key's id or alias, `KMS.0207`
 * (404) a key that is not there. What uses a key: `KMS.0209` if it is disabled, `KMS.0210` if it is to be
 * deleted, `KMS.0308` if it waits for material. `ERR_STORE` if the store fails, `ERR_RECORD` if it gives
 * back what was not stored or what another `rootKey` has sealed, `ERR_RANDOM` if the platform has no
 * randomness, `ERR_DISPOSED` once the `Kms` is closed. What is refused changes nothing.
 *
 * `ERR_INTERNAL` if the WebAssembly module fails, out of memory say: all calls that are under way in it end
 * so, the keys in its memory are gone, and so is every `Kms` in memory, which says so from then on. One on a
 * `store` with a `rootKey` goes on: what it had begun may be stored or not. The next call starts the module
 * anew.
 *
 * @example
 * const kms = await Kms.open()
 * const { key_info } = await kms.createKey({ key_alias: 'orders' })
 * const { cipher_text } = await kms.encryptData({ key_id: key_info.key_id, plain_text: 'four apples' })
 * const { plain_text } = await kms.decryptData({ cipher_text }) // 'four apples'
 * await kms.close()
 */
export declare class Kms {
  private constructor()

  /**
   * Opens the service. Each call opens another one, which shares nothing with the others but the `store`,
   * if they are given the same.
   *
   * @throws {KmsError} `ERR_OPTION` an option, named in `field`; `KMS.0308` a `domainId` or `maxWorkers`;
   * `ERR_WASM_LOAD`, `ERR_RANDOM` if the platform fails.
   */
  static open(options?: KmsOptions): Promise<Kms>

  /**
   * Answers a request of HTTP as the service's REST API does, so that a client of it works on this `Kms`
   * unchanged: as the transport of a test, in a service worker, behind any server. Takes what the
   * platform's own `fetch` takes. Of the URL path and query count, and the host for `hosts` and signatures.
   *
   * Every path of the operations is there, `/health`, and 501 for what is not part of this package.
   * An error is a {@link RestError} with the code's status.
   * A body may be up to 65,536 bytes; no more of it is read. Any project is answered unless `projectId`
   * is given. Every answer has an `X-Request-Id`.
   *
   * @returns The answer, refusals included.
   * @throws The signal's reason if the request is aborted; `TypeError` for what is no request; {@link
   * KmsError} `ERR_DISPOSED` once the `Kms` is closed.
   *
   * @example
   * const answer = await kms.fetch('http://kms/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key', {
   *   method: 'POST',
   *   body: JSON.stringify({ key_alias: 'orders' }),
   * })
   * const { key_info } = await answer.json()
   */
  readonly fetch: Fetch

  /**
   * Closes it: later calls are refused with `ERR_DISPOSED`, those under way come to their end, then the
   * root key and what is in memory are wiped. Those that have not ended after 5 seconds, for a store that
   * does not answer or in a long search for primes, are refused too. A second call does nothing more.
   *
   * @returns A promise that is kept when all of that is done. It never rejects.
   */
  close(): Promise<void>
  /** {@link Kms.close}, for `using`. It is there where the platform has `Symbol.dispose`. */
  [Symbol.dispose](): void
  /** {@link Kms.close}, for `await using`. It is there where the platform has `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>

  /**
   * Makes a key: `POST …/create-key`.
   *
   * Its material is generated, unless `origin` is `external`: then it waits for some, in state `5`.
   *
   * @throws {KmsError} As {@link createKey}; `KMS.1104` an alias that another key has, `KMS.1105` more
   * than `maxKeys` keys.
   */
  createKey(request: KmsCreateKeyRequest, options?: CallOptions): Promise<CreateKeyResponse>
  /** Says what a key is, in any state: `POST …/describe-key`. */
  listKeyDetail(request: KeyRequest): Promise<ListKeyDetailResponse>
  /**
   * Lists keys, the oldest first: `POST …/list-keys`. Without `key_spec` only those of `AES_256`, as the
   * service does.
   *
   * @throws {KmsError} `KMS.1601` limit, `KMS.1602` marker, `KMS.1110` spec.
   */
  listKeys(request?: ListKeysRequest): Promise<ListKeysResponse>
  /**
   * Enables a disabled key: `POST …/enable-key`.
   *
   * @throws {KmsError} `KMS.1201` if it is not disabled.
   */
  enableKey(request: KeyRequest): Promise<KeyStateResponse>
  /**
   * Disables an enabled key: `POST …/disable-key`. It cannot be used until it is enabled again.
   *
   * @throws {KmsError} `KMS.1301` if it is not enabled.
   */
  disableKey(request: KeyRequest): Promise<KeyStateResponse>
  /**
   * Schedules the deletion of a key: `POST …/schedule-key-deletion`. It cannot be used from now on, and is
   * gone for good after `pending_days`.
   *
   * @throws {KmsError} `KMS.1401` days, `KMS.1402` if it is scheduled already.
   */
  deleteKey(request: DeleteKeyRequest): Promise<KeyStateInfo>
  /**
   * Takes a scheduled deletion back: `POST …/cancel-key-deletion`. The key is disabled then, or waits for
   * material if it has none.
   *
   * @throws {KmsError} `KMS.1501` if it is not scheduled.
   */
  cancelKeyDeletion(request: KeyRequest): Promise<KeyStateInfo>
  /**
   * Gives a key another `key_alias`: `POST …/update-key-alias`.
   *
   * @throws {KmsError} `KMS.1101` alias, `KMS.1104` if another key has it, `KMS.0210`.
   */
  updateKeyAlias(request: UpdateKeyAliasRequest): Promise<UpdateKeyAliasResponse>
  /**
   * Gives a key another description: `POST …/update-key-description`.
   *
   * @throws {KmsError} `KMS.1103` description, `KMS.0210`.
   */
  updateKeyDescription(request: UpdateKeyDescriptionRequest): Promise<UpdateKeyDescriptionResponse>
  /**
   * Draws random bytes: `POST …/gen-random`.
   *
   * @throws {KmsError} `KMS.1801` length, `KMS.1802` if it is no multiple of 8.
   */
  createRandom(request: CreateRandomRequest): Promise<CreateRandomResponse>

  /**
   * Makes a data key and encrypts it: `POST …/create-datakey`.
   *
   * @throws {KmsError} `KMS.1901` length, `KMS.1903` if it is no multiple of 8, `KMS.1902` spec, `KMS.1904`
   * too long for an RSA key; `KMS.0208` additional data, `KMS.0335`, `KMS.0341`, `KMS.1114` a key that does
   * not encrypt.
   */
  createDatakey(request: CreateDatakeyRequest): Promise<CreateDatakeyResponse>
  /**
   * The same without the plaintext: `POST …/create-datakey-without-plaintext`.
   *
   * @throws {KmsError} As {@link Kms.createDatakey}; `KMS.2001` instead of `KMS.1901`.
   */
  createDatakeyWithoutPlaintext(request: CreateDatakeyRequest): Promise<CreateDatakeyWithoutPlaintextResponse>
  /**
   * Encrypts a data key: `POST …/encrypt-datakey`.
   *
   * @throws {KmsError} `KMS.2101` plaintext, `KMS.2102` length, `KMS.2104` if they do not match, `KMS.2103`
   * a digest that is not the data key's; as {@link Kms.createDatakey} a key that does not encrypt.
   */
  encryptDatakey(request: EncryptDatakeyRequest): Promise<EncryptDatakeyResponse>
  /**
   * Decrypts a data key: `POST …/decrypt-datakey`.
   *
   * @throws {KmsError} `KMS.2201` a ciphertext that does not open, whatever the cause; `KMS.2202` length,
   * `KMS.2204` if the data key is not as long.
   */
  decryptDatakey(request: DecryptDatakeyRequest): Promise<DecryptDatakeyResponse>
  /**
   * Makes an RSA pair and encrypts its private key: `POST …/create-rsa-datakey-pair`.
   *
   * @throws {KmsError} `KMS.0325` a key that is not of AES_256 or SM4: no other takes as much.
   */
  createRsaDatakeyPair(
    request: CreateRsaDatakeyPairRequest,
    options?: CallOptions,
  ): Promise<DatakeyPairResponse<CreateRsaDatakeyPairRequest['key_spec']>>
  /**
   * Makes a pair on a curve and encrypts its private key: `POST …/create-ec-datakey-pair`.
   *
   * @throws {KmsError} As {@link Kms.createRsaDatakeyPair}.
   */
  createEcDatakeyPair(
    request: CreateEcDatakeyPairRequest,
  ): Promise<DatakeyPairResponse<CreateEcDatakeyPairRequest['key_spec']>>

  /**
   * Encrypts small data: `POST …/encrypt-data`.
   *
   * @throws {KmsError} `KMS.2105` or `KMS.2106` an algorithm that is not the key's, `KMS.2108` too long for
   * an RSA key, `KMS.0208` additional data; `KMS.0335`, `KMS.0341`, `KMS.1114` a key that does not encrypt.
   */
  encryptData(request: EncryptDataRequest): Promise<EncryptDataResponse>
  /**
   * Decrypts it: `POST …/decrypt-data`.
   *
   * @throws {KmsError} `KMS.2201` a ciphertext that does not open, `KMS.0311` one of an RSA or SM2 key that
   * does not, whatever the cause; as {@link Kms.encryptData}.
   */
  decryptData(request: DecryptDataRequest): Promise<DecryptDataResponse>
  /**
   * Decrypts with one key and encrypts with another, and keeps the plaintext to itself:
   * `POST …/re-encrypt`.
   *
   * @throws {KmsError} As {@link Kms.decryptData} and {@link Kms.encryptData}.
   */
  reEncrypt(request: ReEncryptRequest): Promise<ReEncryptResponse>

  /**
   * Signs: `POST …/sign`.
   *
   * @throws {KmsError} `KMS.0332` an algorithm that is not for the key's spec, `KMS.0329` a digest that is
   * not as long as its hash; `KMS.0331`, `KMS.0334`, `KMS.0341` a key that does not sign.
   */
  sign(request: SignRequest): Promise<SignResponse>
  /**
   * Verifies a signature: `POST …/verify`. One that is wrong, or malformed, is `'false'`, and no error.
   *
   * @throws {KmsError} As {@link Kms.sign}.
   */
  validateSignature(request: ValidateSignatureRequest): Promise<ValidateSignatureResponse>
  /**
   * Shows the public key of a pair: `POST …/get-publickey`.
   *
   * @throws {KmsError} `KMS.0331` or `KMS.0341` if it has none.
   */
  showPublicKey(request: KeyRequest): Promise<ShowPublicKeyResponse>
  /**
   * Makes a message authentication code (RFC 2104): `POST …/generate-mac`.
   *
   * @throws {KmsError} `KMS.0308` a key that is not of HMAC, or another algorithm than its own.
   */
  generateMac(request: GenerateMacRequest): Promise<GenerateMacResponse>
  /**
   * Verifies one: `POST …/verify-mac`. One that is wrong is `false`, and no error.
   *
   * @throws {KmsError} As {@link Kms.generateMac}.
   */
  verifyMac(request: VerifyMacRequest): Promise<VerifyMacResponse>

  /**
   * Gives what material for an external key is to be wrapped by: `POST …/get-parameters-for-import`. See
   * {@link wrapKeyMaterial}.
   *
   * @throws {KmsError} `KMS.0309` a key that is not external, `KMS.0310` one that does not wait for material.
   */
  createParametersForImport(
    request: CreateParametersForImportRequest,
    options?: CallOptions,
  ): Promise<CreateParametersForImportResponse>
  /**
   * Imports wrapped material: `POST …/import-key-material`. The key is enabled then.
   *
   * @throws {KmsError} `KMS.0309`, `KMS.0310` as above; `KMS.2605` a token that is none, or was used,
   * `KMS.2601` one older than 24 hours, `KMS.2603` one for another key; `KMS.2602` an expiry in the past,
   * `KMS.0308` one of a pair; `KMS.2608` a private key that is absent; `KMS.0311` whatever else is wrong with
   * what is wrapped: how it is wrapped, its length, its form, the key. Which of them it was is not told.
   * `KMS.2606` sound material that is another than the key had before.
   */
  importKeyMaterial(request: ImportKeyMaterialRequest): Promise<EmptyResponse>
  /**
   * Deletes imported material of a symmetric key: `POST …/delete-imported-key-material`. The key waits for
   * the same material again.
   *
   * @throws {KmsError} `KMS.0309` a key that is not external, `KMS.2701` one that has no material, `KMS.2702` a
   * pair.
   */
  deleteImportedKeyMaterial(request: KeyRequest): Promise<EmptyResponse>

  /**
   * Lets a symmetric key rotate every 365 days: `POST …/enable-key-rotation`. It goes on with new material
   * then, and keeps the old to decrypt.
   *
   * @throws {KmsError} `KMS.2901` if it does already; `KMS.0312` an external key, `KMS.0324` an RSA key,
   * `KMS.0325` another pair, `KMS.0341` an HMAC key.
   */
  enableKeyRotation(request: KeyRequest): Promise<EmptyResponse>
  /**
   * Ends that: `POST …/disable-key-rotation`.
   *
   * @throws {KmsError} `KMS.0313` if it does not rotate.
   */
  disableKeyRotation(request: KeyRequest): Promise<EmptyResponse>
  /**
   * Sets how often the key rotates: `POST …/update-key-rotation-interval`.
   *
   * @throws {KmsError} `KMS.3001` interval, `KMS.0313` if it does not rotate.
   */
  updateKeyRotationInterval(request: UpdateKeyRotationIntervalRequest): Promise<EmptyResponse>
  /** Says whether, how often and when it did: `POST …/get-key-rotation-status`. */
  showKeyRotationStatus(request: KeyRequest): Promise<ShowKeyRotationStatusResponse>
  /**
   * Rotates a symmetric key now: `POST …/rotate-on-demand`.
   *
   * @throws {KmsError} As {@link Kms.enableKeyRotation}.
   */
  rotateOnDemand(request: KeyRequest): Promise<KeyIdResponse>

  /**
   * Gives a key a tag, or a tag it has another value: `POST …/{key_id}/tags`.
   *
   * @throws {KmsError} `KMS.0411`, `KMS.0410` the length of its key or value, `KMS.0406`, `KMS.0405` their
   * characters, `KMS.0409` more than 20 tags; `KMS.0210`.
   */
  createKmsTag(request: CreateKmsTagRequest): Promise<EmptyResponse>
  /**
   * Gives a key tags, or takes some away: `POST …/{key_id}/tags/action`.
   *
   * @throws {KmsError} `KMS.0401` no tags, `KMS.0407` too many at once, `KMS.0404` action; as
   * {@link Kms.createKmsTag}.
   */
  batchCreateKmsTags(request: BatchCreateKmsTagsRequest): Promise<EmptyResponse>
  /**
   * Takes a tag away: `DELETE …/{key_id}/tags/{key}`.
   *
   * @throws {KmsError} `KMS.0416` (404) a tag that the key has not.
   */
  deleteTag(request: DeleteTagRequest): Promise<EmptyResponse>
  /** Lists the tags of a key: `GET …/{key_id}/tags`. */
  showKmsTags(request: KeyRequest): Promise<ShowKmsTagsResponse>
  /** Lists the tags of all keys: `GET …/tags`. */
  listKmsTags(request?: { [member: string]: never }): Promise<ListKmsTagsResponse>
  /**
   * Finds keys by their tags and names: `POST …/resource_instances/action`.
   *
   * @throws {KmsError} `KMS.0402`, `KMS.0403` matches, `KMS.0404` action, `KMS.0412` too many tags,
   * `KMS.0413` too many values, `KMS.0417` offset, `KMS.0418` an offset where keys are counted,
   * `KMS.1601` limit.
   */
  listKmsByTags(request?: ListKmsByTagsRequest): Promise<ListKmsByTagsResponse>

  /**
   * Gives a key one alias more, up to 50: `POST …/aliases`. It stands for the key's id in every request.
   *
   * @throws {KmsError} `KMS.0308` alias, or one too many; `KMS.1104` one that there is already; `KMS.0210`.
   */
  createAlias(request: CreateAliasRequest): Promise<AliasEntity>
  /**
   * Moves an alias to another key: `POST …/alias/associate`.
   *
   * @throws {KmsError} `KMS.0207` an alias that there is not, `KMS.0308` one too many for that key, `KMS.0210`.
   */
  associateAlias(request: AssociateAliasRequest): Promise<AliasEntity>
  /**
   * Deletes aliases of a key: `DELETE …/aliases`.
   *
   * @throws {KmsError} `KMS.0207` one that is not the key's. Then none is deleted.
   */
  deleteAlias(request: DeleteAliasRequest): Promise<EmptyResponse>
  /**
   * Lists aliases: `GET …/aliases`.
   *
   * @throws {KmsError} `KMS.1601` limit, `KMS.1602` marker.
   */
  listAliases(request?: ListAliasesRequest): Promise<ListAliasesResponse>

  /** Says how many keys there are: `GET …/user-instances`. */
  showUserInstances(request?: { [member: string]: never }): Promise<ShowUserInstancesResponse>
  /** Says how many there may be: `GET …/user-quotas`. */
  showUserQuotas(request?: { [member: string]: never }): Promise<ShowUserQuotasResponse>
}

/** What is to be wrapped for an import, and by what. */
export type WrapKeyMaterialRequest = {
  /** Of {@link Kms.createParametersForImport}, or of the service's own get-parameters-for-import. */
  public_key: string
  /** The one that the parameters were asked for. */
  wrapping_algorithm: WrappingAlgorithm
} & (
  | {
      /** 32 bytes for `AES_256`, 16 for `SM4`, PKCS#8 in DER of a pair. They are copied; wipe yours. */
      material: Uint8Array
      /** What the bytes are. */
      key_spec: KeySpec
      generate?: undefined
    }
  | {
      /** A key of {@link createKey}. It stays as it is: dispose of it yourself. */
      material: KeyMaterial
      key_spec?: undefined
      generate?: undefined
    }
  | {
      material?: undefined
      key_spec?: undefined
      /** Makes the material first. Nobody will know it but who unwraps it. */
      generate: KeySpec
    }
)

/** The members of an import-key-material request that hold the material, both in Base64. */
export interface WrappedKeyMaterial {
  encrypted_key_material: string
  /** Of a pair. */
  encrypted_privatekey?: string
}

/**
 * Wraps key material so that {@link Kms.importKeyMaterial}, or the service itself, can import it: by OAEP
 * with SHA-256 or as an SM2 ciphertext in ASN.1 (GM/T 0009); a private key under a temporary key (RFC 5649),
 * of AES, or of SM4 for an SM2 key.
 *
 * @throws {KmsError} `KMS.0204` a member that is absent, `KMS.0308` the public key, or an algorithm that it
 * is not for; `KMS.1110` a spec that cannot be imported; `KMS.2604` bytes, `KMS.2609` a private key, that are
 * none of the spec; `ERR_DISPOSED`, `ERR_RANDOM`, `ERR_WASM_LOAD`.
 *
 * @example
 * const { key_info: { key_id } } = await kms.createKey({ key_alias: 'byok', origin: 'external' })
 * const wrapping_algorithm = 'RSAES_OAEP_SHA_256'
 * const { import_token, public_key } = await kms.createParametersForImport({ key_id, wrapping_algorithm })
 * const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm, key_spec: 'AES_256', material })
 * await kms.importKeyMaterial({ key_id, import_token, ...wrapped })
 */
export declare function wrapKeyMaterial(
  request: WrapKeyMaterialRequest,
  options?: CallOptions & RsaWorkers,
): Promise<WrappedKeyMaterial>

/**
 * A place for the records of keys and aliases, for you to implement: a file, a table, an object store.
 *
 * Each method is one step: it is done whole or not at all, also beside others that are under way, in this
 * process or another; and what it has answered stays so. What goes in and comes out are copies. A store sees
 * no key: `data` is sealed, and every record is checked when it comes back: that it was not changed, and that
 * it is what was asked for. A store that answers another question ends the call with `ERR_RECORD`.
 *
 * A method that rejects has changed nothing. The call that needed it is then refused with `ERR_STORE`, and
 * the reason is that error's `cause`.
 *
 * `storeConformance` of `pocket-kms/testing` checks all of this; `MemoryStore`, there too, is the shortest
 * store that there is.
 */
export interface Store {
  /**
   * Stores a new record, unless one of the project has its `id`, or one of the project and the kind its
   * `alias`.
   *
   * @returns `null` if it is stored. Else the `id` of the one in the way; nothing is stored then.
   */
  insert(record: StoreRecord): Promise<string | null>
  /**
   * Stores `record` in the place of the one of its project and `id`, if that one has `revision`.
   *
   * @returns `replaced`; `stale` if there is no record of that revision; `taken` if another record of the
   * project and the kind has its `alias`. If both, `stale`.
   */
  replace(record: StoreRecord, revision: number): Promise<'replaced' | 'stale' | 'taken'>
  /** The record of that id; `null` if there is none. */
  get(projectId: string, id: string): Promise<StoreRecord | null>
  /**
   * The records that the filter is about, ordered by `created`, then by `turn`, then by `id` in the order of
   * its UTF-16 code units (as `<` compares); without the first `offset`, and `limit` at the most.
   */
  list(projectId: string, filter: StoreFilter, offset: number, limit: number): Promise<StoreRecord[]>
  /** How many records the filter is about. */
  count(projectId: string, filter: StoreFilter): Promise<number>
  /**
   * Removes the record of that id, if it has `revision`.
   *
   * @returns Whether it was removed. Its id and its alias are free then.
   */
  remove(projectId: string, id: string, revision: number): Promise<boolean>
}

/**
 * What a store keeps: plain values, none of them secret. Every member but `data` is there to be found by.
 * Numbers are whole, and less than 2^53. Texts are told apart by every character, upper and lower case too.
 */
export interface StoreRecord {
  project_id: string
  /** Unique within the project. */
  id: string
  kind: 'key' | 'alias'
  /** Unique within the project and the kind. Up to 261 characters. */
  alias: string
  /** The key that it is about. */
  key_id: string
  /** `''` for an alias. */
  key_spec: string
  /** `''` for an alias. */
  key_state: string
  /** `''` for an alias. */
  enterprise_project_id: string
  /** Epoch milliseconds. It never changes. */
  created: number
  /**
   * How many keys or aliases the same `Kms` created before it in that millisecond: mostly 0. It never changes.
   * A record from before there were turns has none, which counts as 0.
   */
  turn: number
  /** When the clock alone changes it: epoch milliseconds; `null` for never. */
  due: number | null
  /** 1 for a new record, and one more with every change. */
  revision: number
  /** The record itself: text that only the core can read. */
  data: string
}

/** The records of a `kind` that have every other member that is given; `due_by`: a `due`, and no later one. It has no
 * prototype: a member that it has not is not inherited either. */
export interface StoreFilter {
  kind: 'key' | 'alias'
  key_spec?: string
  key_state?: string
  enterprise_project_id?: string
  key_id?: string
  due_by?: number
}

declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}
