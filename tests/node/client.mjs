// A client of the service's REST API, as one is written for the cloud. It knows of nothing but fetch.

export class ClientError extends Error {
  constructor(status, code) {
    super(`${status} ${code}`)
    Object.assign(this, { status, code })
  }
}

export class Client {
  #base
  #headers

  constructor(endpoint, project, token) {
    this.#base = new URL(`/v1.0/${project}/kms/`, endpoint)
    this.#headers = { 'Content-Type': 'application/json', 'X-Auth-Token': token }
  }

  async createKey(key_alias, signal) {
    return (await this.#post('create-key', { key_alias }, signal)).key_info.key_id
  }

  async encrypt(key_id, plain_text) {
    return (await this.#post('encrypt-data', { key_id, plain_text })).cipher_text
  }

  async decrypt(cipher_text) {
    return (await this.#post('decrypt-data', { cipher_text })).plain_text
  }

  async #post(path, members, signal) {
    const init = { method: 'POST', headers: this.#headers, body: JSON.stringify(members), signal }
    const response = await fetch(new URL(path, this.#base), init)
    const answer = await response.json()
    if (!response.ok) throw new ClientError(response.status, answer.error.error_code)
    return answer
  }
}
