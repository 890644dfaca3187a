import { MemoryStore } from 'pocket-kms/testing'

/** A store in memory that counts what has been changed in it. */
export class CountingStore extends MemoryStore {
  changes = 0

  async insert(record) {
    const inTheWay = await super.insert(record)
    if (inTheWay === null) this.changes += 1
    return inTheWay
  }

  async replace(record, revision) {
    const outcome = await super.replace(record, revision)
    if (outcome === 'replaced') this.changes += 1
    return outcome
  }

  async remove(...values) {
    const isRemoved = await super.remove(...values)
    if (isRemoved) this.changes += 1
    return isRemoved
  }
}
