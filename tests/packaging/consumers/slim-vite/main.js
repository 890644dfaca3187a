import createKeyUrl from 'pocket-kms/create-key.wasm?url'
import kmsUrl from 'pocket-kms/kms.wasm?url'
import simd128Url from 'pocket-kms/rsa-simd128.wasm?url'
import { createKey, init } from 'pocket-kms/slim'

async function main() {
  await init({ createKey: createKeyUrl, kms: kmsUrl, kernels: { simd128: simd128Url } })
  const lines = []
  for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
    const { key_info } = await createKey({ key_alias: 'orders', key_spec })
    lines.push(`ok ${key_spec} ${key_info.key_id}\n`)
  }
  return lines.join('')
}

globalThis.output = main()
