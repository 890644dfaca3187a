// The package as a CommonJS program sees it.
import kms = require('pocket-kms')
import alone = require('pocket-kms/create-key')
import slim = require('pocket-kms/slim')
import testing = require('pocket-kms/testing')

export async function key(alias: string): Promise<kms.CreatedKey> {
  await slim.init({ createKey: new Uint8Array(8) })
  const { material } = await slim.createKey({ key_alias: alias, origin: 'external' })
  const nothing: null = material
  void nothing
  // @ts-expect-error: an unknown spec
  await kms.createKey({ key_alias: alias, key_spec: 'RSA_1024' })
  await alone.checkCreateKey({ key_alias: alias })
  return kms.createKey({ key_alias: alias, key_spec: 'SM2' })
}

export async function service(store: kms.Store): Promise<kms.KeyStateInfo> {
  const opened: kms.Kms = await testing.openForTesting({ store, clock: new testing.ManualClock(0) })
  // @ts-expect-error: no key
  await opened.disableKey({})
  return (await opened.disableKey({ key_id: 'alias/orders' })).key_info
}
