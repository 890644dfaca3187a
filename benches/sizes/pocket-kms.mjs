import { createKey } from 'pocket-kms'

for (const key_spec of ['RSA_2048', 'SM2']) {
  const { material } = await createKey({ key_alias: 'orders', key_spec })
  console.log(material.publicKey('spki-pem') + material.privateKey('pkcs8-pem'))
  material.dispose()
}
