// A user's own module worker, which makes keys.
import { createKey } from '/pocket-kms/index.js'

const specs = []
for (const key_spec of ['SM2', 'RSA_2048']) {
  const { material } = await createKey({ key_alias: 'worker', key_spec })
  specs.push(material.spec)
}
postMessage(specs)
