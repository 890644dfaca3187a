import { kmsPart } from '#parts/kms'
import type { CallOptions, KmsOptions } from '../../types/index.d.ts'
import { bare } from '../base/own.ts'
import { closed } from './closed.ts'
import { PLATFORM } from './platform.ts'
import { requestOf } from './request-of.ts'
import type { Service } from './service.ts'
import { settingsOf, type Settings } from './settings.ts'

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
const services = /* @__PURE__ */ new WeakMap<object, Service>()

// Made by a call without side effects: a bundler leaves it out where nobody uses it.
export const Kms = /* @__PURE__ */ withOperations(
  class Kms {
    static async open(options?: KmsOptions | null): Promise<{ close(): Promise<void> }> {
      // Read before the first await: what the caller changes afterwards has no effect.
      return openKms(settingsOf(options, PLATFORM))
    }

    async fetch(input: Request | URL | string, init?: RequestInit): Promise<Response> {
      return serviceOf(this).fetch(requestOf(input, init))
    }

    async close(): Promise<void> {
      await serviceOf(this).close()
    }
  },
)
export type Kms = InstanceType<typeof Kms>

export async function openKms(settings: Settings): Promise<Kms> {
  try {
    const { open } = await kmsPart()
    const service = await open(settings)
    const kms = new Kms()
    services.set(kms, service)
    return kms
  } catch (error) {
    settings.root?.fill(0)
    throw error
  }
}

export function serviceOf(kms: unknown): Service {
  const service = services.get(kms as Kms)
  if (!service) throw closed()
  return service
}

function withOperations<Class extends new () => { close(): Promise<void> }>(kms: Class): Class {
  const define = (name: PropertyKey, value: unknown) => {
    Object.defineProperty(kms.prototype, name, bare({ value, configurable: true, writable: true }))
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
  if (Symbol.asyncDispose) define(Symbol.asyncDispose, kms.prototype.close)
  if (Symbol.dispose) {
    define(Symbol.dispose, function (this: Kms) {
      void this.close()
    })
  }
  return kms
}
