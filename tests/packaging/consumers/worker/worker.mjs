import { createKey, isKmsError, Kms } from 'pocket-kms'

let service

export default {
  async fetch(request) {
    const [, key_spec, isKept] = new URL(request.url).pathname.split('/')
    try {
      if (isKept) service ??= await Kms.open()
      const create = isKept ? service.createKey.bind(service) : createKey
      const { key_info } = await create({ key_alias: key_spec, key_spec })
      return new Response(`ok ${key_spec} ${key_info.key_id}\n`)
    } catch (error) {
      if (!isKmsError(error)) throw error
      return new Response(`${error.code} ${error.message}\n`, { status: error.status })
    }
  },
}
