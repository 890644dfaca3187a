import type { CallOptions, KmsOptions } from '../types/index.d.ts'
import { answer, requestOf } from './fetch.ts'
import { bare } from './own.ts'
import { closed, openService, type Service } from './service.ts'

/** The operations, by their names in the official SDKs. What they are is a table of the core. */
const OPERATIONS = [
  'createKey',
  'listKeyDetail',
  'listKeys',
  'enableKey',
  'disableKey',
  'deleteKey',
  'cancelKeyDeletion',
  'updateKeyAlias',
  'updateKeyDescription',
  'createRandom',
  'createDatakey',
  'createDatakeyWithoutPlaintext',
  'encryptDatakey',
  'decryptDatakey',
  'createRsaDatakeyPair',
  'createEcDatakeyPair',
  'encryptData',
  'decryptData',
  'reEncrypt',
  'sign',
  'validateSignature',
  'showPublicKey',
  'generateMac',
  'verifyMac',
  'createParametersForImport',
  'importKeyMaterial',
  'deleteImportedKeyMaterial',
  'enableKeyRotation',
  'disableKeyRotation',
  'updateKeyRotationInterval',
  'showKeyRotationStatus',
  'rotateOnDemand',
  'createKmsTag',
  'batchCreateKmsTags',
  'deleteTag',
  'showKmsTags',
  'listKmsTags',
  'listKmsByTags',
  'createAlias',
  'associateAlias',
  'deleteAlias',
  'listAliases',
  'showUserInstances',
  'showUserQuotas',
]

/** What is behind each Kms. Nobody outside of the package gets at it. */
const services = new WeakMap<object, Service>()

export class Kms {
  static async open(options?: KmsOptions | null): Promise<Kms> {
    return kmsOf(await openService(options))
  }

  async fetch(input: Request | URL | string, init?: RequestInit): Promise<Response> {
    return answer(serviceOf(this), requestOf(input, init))
  }

  async close(): Promise<void> {
    await serviceOf(this).close()
  }
}

export function kmsOf(service: Service): Kms {
  const kms = new Kms()
  services.set(kms, service)
  return kms
}

export function serviceOf(kms: unknown): Service {
  const service = services.get(kms as Kms)
  if (!service) throw closed()
  return service
}

for (const operation of OPERATIONS) {
  const { [operation]: method } = {
    async [operation](this: unknown, request: unknown = {}, options?: CallOptions | null) {
      return serviceOf(this).call(operation, request, options)
    },
  }
  define(operation, method)
}

// Not every engine has the symbols yet.
if (Symbol.asyncDispose) define(Symbol.asyncDispose, Kms.prototype.close)
if (Symbol.dispose) {
  define(Symbol.dispose, function (this: Kms) {
    void this.close()
  })
}

function define(name: PropertyKey, value: unknown): void {
  Object.defineProperty(Kms.prototype, name, bare({ value, configurable: true, writable: true }))
}
