// The KMS client of Huawei Cloud's SDK for Node. Its package is in no registry; what it is made of is, the core, and
// this is what the SDK adds to that: a path, a body.
import { createRequire } from 'node:module'

const core = createRequire(import.meta.url)
const { ClientBuilder } = core('@huaweicloud/huaweicloud-sdk-core/ClientBuilder')
const { BasicCredentials } = core('@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials')

class KmsClient {
  #client

  constructor(client) {
    this.#client = client
  }

  post(operation, data) {
    return this.#send('POST', operation, { data, contentType: 'application/json' })
  }

  get(operation, queryParams = {}) {
    return this.#send('GET', operation, { queryParams })
  }

  delete(operation) {
    return this.#send('DELETE', operation, {})
  }

  #send(method, operation, options) {
    const url = `/v1.0/{project_id}/kms/${operation}`
    return this.#client.sendRequest({ method, url, pathParams: {}, queryParams: {}, headers: {}, ...options })
  }
}

export function nodeClient(endpoint, { ak, sk, projectId }) {
  const credentials = new BasicCredentials().withAk(ak).withSk(sk).withProjectId(projectId)
  return new ClientBuilder((client) => new KmsClient(client)).withEndpoint(endpoint).withCredential(credentials).build()
}
