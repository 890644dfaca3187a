import type { Store, StoreFilter, StoreRecord } from '../../types/index.d.ts'

/**
 * A store in memory, and the model for others. No method waits for anything, so that each is one step;
 * records are copied on the way in and on the way out.
 */
export class MemoryStore implements Store {
  readonly #projects = new Map<string, Map<string, StoreRecord>>()

  async insert(record: StoreRecord): Promise<string | null> {
    const records = this.#records(record.project_id)
    const inTheWay = records.get(record.id) ?? withAlias(records, record)
    if (inTheWay) return inTheWay.id
    records.set(record.id, { ...record })
    return null
  }

  async replace(record: StoreRecord, revision: number): Promise<'replaced' | 'stale' | 'taken'> {
    const records = this.#records(record.project_id)
    if (records.get(record.id)?.revision !== revision) return 'stale'
    const owner = withAlias(records, record)
    if (owner && owner.id !== record.id) return 'taken'
    records.set(record.id, { ...record })
    return 'replaced'
  }

  async get(projectId: string, id: string): Promise<StoreRecord | null> {
    const record = this.#records(projectId).get(id)
    return record ? { ...record } : null
  }

  async list(projectId: string, filter: StoreFilter, offset: number, limit: number): Promise<StoreRecord[]> {
    const matching = [...this.#records(projectId).values()].filter((record) => matches(record, filter))
    matching.sort((a, b) => a.created - b.created || a.turn - b.turn || (a.id < b.id ? -1 : 1))
    return matching.slice(offset, offset + limit).map((record) => ({ ...record }))
  }

  async count(projectId: string, filter: StoreFilter): Promise<number> {
    let count = 0
    for (const record of this.#records(projectId).values()) count += Number(matches(record, filter))
    return count
  }

  async remove(projectId: string, id: string, revision: number): Promise<boolean> {
    const records = this.#records(projectId)
    return records.get(id)?.revision === revision && records.delete(id)
  }

  #records(projectId: string): Map<string, StoreRecord> {
    const records = this.#projects.get(projectId) ?? new Map()
    this.#projects.set(projectId, records)
    return records
  }
}

function withAlias(records: Map<string, StoreRecord>, { kind, alias }: StoreRecord): StoreRecord | undefined {
  for (const record of records.values()) if (record.kind === kind && record.alias === alias) return record
  return undefined
}

/** Whether a record has every member that the filter has, and is due by then. */
function matches(record: StoreRecord, filter: StoreFilter): boolean {
  return Object.entries(filter).every(([name, value]) =>
    name === 'due_by' ? record.due !== null && record.due <= value : record[name as keyof StoreRecord] === value,
  )
}
