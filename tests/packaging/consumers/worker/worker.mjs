import { createKey, isKmsError } from 'pocket-kms'

export default {
  async fetch(request) {
    const key_spec = new URL(request.url).pathname.slice(1)
    try {
      const { key_info } = await createKey({ key_alias: 'orders', key_spec })
      return new Response(`ok ${key_spec} ${key_info.key_id}\n`)
    } catch (error) {
      if (!isKmsError(error)) throw error
      return new Response(`${error.code} ${error.message}\n`, { status: error.status })
    }
  },
}
