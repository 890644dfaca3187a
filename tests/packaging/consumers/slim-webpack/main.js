import { createKey, init } from 'pocket-kms/slim'

const createKeyUrl = new URL('pocket-kms/create-key.wasm', import.meta.url)
const kmsUrl = new URL('pocket-kms/kms.wasm', import.meta.url)
const simd128Url = new URL('pocket-kms/rsa-simd128.wasm', import.meta.url)

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
