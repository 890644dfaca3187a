import { createKey } from 'pocket-kms'

async function main() {
  const lines = []
  for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
    const { key_info } = await createKey({ key_alias: 'orders', key_spec })
    lines.push(`ok ${key_spec} ${key_info.key_id}\n`)
  }
  console.log(lines.join('').trimEnd())
  return lines.join('')
}

// Where a browser test waits for it.
globalThis.output = main()
