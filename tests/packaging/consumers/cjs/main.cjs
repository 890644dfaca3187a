const { createKey } = require('pocket-kms')

async function main() {
  for (const key_spec of ['EC_P256', 'SM2', 'RSA_2048']) {
    const { key_info } = await createKey({ key_alias: 'orders', key_spec })
    console.log('ok', key_spec, key_info.key_id)
  }
}
main()
