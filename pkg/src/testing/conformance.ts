import type { Store, StoreFilter, StoreRecord } from '../../types/index.d.ts'
import type { StoreTest } from '../../types/testing.d.ts'
import { bare } from '../base/own.ts'

type Check = (store: Store) => Promise<void>

export function storeConformance(makeStore: () => Store | Promise<Store>): StoreTest[] {
  return Object.entries(PROMISES).map(([name, check]) => ({
    name,
    run: async () => check(await makeStore()),
  }))
}

const PROMISES: Record<string, Check> = {
  'a record comes back as it was stored, in every member': async (store) => {
    const record = key('1', 'a', { due: 5, data: `${'data '.repeat(20_000)} é 😀 \\ " ' %_ \u0001` })
    same(await store.insert(record), null)
    same(await store.get('p', '1'), record)
  },
  'a due of null, and the largest numbers, come back as they are': async (store) => {
    const largest = Number.MAX_SAFE_INTEGER
    for (const record of [key('1', 'a'), key('2', 'b', { created: largest, turn: largest, due: largest, revision: largest })]) {
      same(await store.insert(record), null)
      same(await store.get('p', record.id), record)
    }
  },
  'what was not stored is not there': async (store) => {
    await insert(store, key('1', 'a'))
    same(await store.get('p', '2'), null)
    same(await store.get('p', ''), null)
  },
  'a project does not see the records of another': async (store) => {
    await insert(store, key('1', 'a'))
    same(await store.get('q', '1'), null)
    same(await store.list('q', KEYS, 0, 9), [])
    same(await store.count('q', KEYS), 0)
    same(await store.remove('q', '1', 1), false)
    same(await store.replace(key('1', 'b', { project_id: 'q', revision: 2 }), 1), 'stale')
    same(await store.insert(key('1', 'a', { project_id: 'q' })), null)
    same(await store.get('p', '1'), key('1', 'a'))
  },

  'an id that is there is refused, with that id, and nothing changes': async (store) => {
    await insert(store, key('1', 'a'))
    same(await store.insert(key('1', 'b')), '1')
    same(await store.insert(alias('1', 'b')), '1')
    same(await store.list('p', KEYS, 0, 9), [key('1', 'a')])
    same(await store.count('p', ALIASES), 0)
    same(await store.insert(key('2', 'b')), null)
  },
  'an alias that is there is refused, with the id of its record, and nothing changes': async (store) => {
    await insert(store, key('1', 'a'))
    same(await store.insert(key('2', 'a')), '1')
    same(await store.get('p', '2'), null)
    same(await store.get('p', '1'), key('1', 'a'))
  },
  'a record of another kind may have the same alias': async (store) => {
    await insert(store, key('1', 'a'), alias('alias/a', 'a'))
    same(await store.insert(alias('alias/b', 'a')), 'alias/a')
  },
  'aliases and ids are told apart by case, and may have any name': async (store) => {
    const names = ['a', 'A', 'constructor', '__proto__', 'toString', 'a/b', 'a:b', 'a_b', 'a-b', 'alias/a', '1', '01']
    for (const name of names) same(await store.insert(key(name, name)), null)
    for (const name of names) same(await store.get('p', name), key(name, name))
    for (const name of names) same(await store.insert(key(`other ${name}`, name)), name)
    same(await store.count('p', KEYS), names.length)
  },
  'of inserts of one alias that are under way together exactly one wins': async (store) => {
    for (let round = 0; round < 20; round++) {
      const rivals = [1, 2, 3].map((number) => key(`${round}-${number}`, `alias ${round}`))
      const answers = await Promise.all(rivals.map((rival) => store.insert(rival)))
      const [winner, ...others] = rivals.filter((_, i) => answers[i] === null).map(({ id }) => id)
      same(others, [])
      same(answers.filter((answer) => answer !== null), [winner, winner])
      for (const { id } of rivals) same((await store.get('p', id))?.id ?? null, id === winner ? id : null)
    }
    same(await store.count('p', KEYS), 20)
  },
  'of inserts of one id that are under way together exactly one wins': async (store) => {
    for (let round = 0; round < 20; round++) {
      const rivals = [1, 2, 3].map((number) => key(`${round}`, `alias ${round}-${number}`))
      const answers = await Promise.all(rivals.map((rival) => store.insert(rival)))
      same(answers.filter((answer) => answer !== null), [`${round}`, `${round}`])
      same(await store.get('p', `${round}`), rivals[answers.indexOf(null)])
    }
    same(await store.count('p', KEYS), 20)
  },

  'a record of the revision that was read is replaced, in every member': async (store) => {
    await insert(store, key('1', 'a'), key('2', 'b'))
    const next = key('1', 'c', { key_state: '4', enterprise_project_id: 'e', due: 7, revision: 2, data: 'next' })
    same(await store.replace(next, 1), 'replaced')
    same(await store.get('p', '1'), next)
    same(await store.get('p', '2'), key('2', 'b'))
    same(await store.list('p', bare({ kind: 'key', due_by: 7 }), 0, 9), [next])
    same(await store.list('p', bare({ kind: 'key', key_state: '2' }), 0, 9), [key('2', 'b')])
  },
  'a replacement may keep its alias, and one that gives it up frees it': async (store) => {
    await insert(store, key('1', 'a'))
    same(await store.replace(key('1', 'a', { revision: 2 }), 1), 'replaced')
    same(await store.replace(key('1', 'b', { revision: 3 }), 2), 'replaced')
    same(await store.insert(key('2', 'a')), null)
    same(await store.insert(key('3', 'b')), '1')
  },
  'a replacement of another revision, or of no record, is stale and changes nothing': async (store) => {
    await insert(store, key('1', 'a', { revision: 2 }), key('2', 'b'))
    for (const revision of [1, 3]) same(await store.replace(key('1', 'c', { revision: 4 }), revision), 'stale')
    same(await store.replace(key('9', 'z', { revision: 2 }), 1), 'stale')
    same(await store.replace(key('1', 'b', { revision: 2 }), 1), 'stale')
    same(await store.list('p', KEYS, 0, 9), [key('1', 'a', { revision: 2 }), key('2', 'b')])
  },
  'a replacement with the alias of another record is taken and changes nothing': async (store) => {
    await insert(store, key('1', 'a'), key('2', 'b'), alias('alias/c', 'c'))
    same(await store.replace(key('2', 'a', { revision: 2 }), 1), 'taken')
    same(await store.get('p', '2'), key('2', 'b'))
    same(await store.replace(key('2', 'c', { revision: 2 }), 1), 'replaced')
  },
  'of replacements of one revision that are under way together exactly one wins': async (store) => {
    await insert(store, key('1', 'a'))
    for (let revision = 1; revision <= 20; revision++) {
      const rivals = ['x', 'y', 'z'].map((data) => key('1', 'a', { revision: revision + 1, data }))
      const answers = await Promise.all(rivals.map((rival) => store.replace(rival, revision)))
      same([...answers].sort(), ['replaced', 'stale', 'stale'])
      same(await store.get('p', '1'), rivals[answers.indexOf('replaced')])
    }
  },
  'of replacements by one alias that are under way together exactly one wins': async (store) => {
    await insert(store, key('1', 'a'), key('2', 'b'), key('3', 'c'))
    const rivals = ['1', '2', '3'].map((id) => key(id, 'wanted', { revision: 2 }))
    const answers = await Promise.all(rivals.map((rival) => store.replace(rival, 1)))
    same([...answers].sort(), ['replaced', 'taken', 'taken'])
    same(await store.insert(key('4', 'wanted')), rivals[answers.indexOf('replaced')]?.id)
  },

  'a record of the revision that was read is removed; its id and alias are free': async (store) => {
    await insert(store, key('1', 'a'), key('2', 'b'))
    same(await store.remove('p', '1', 1), true)
    same(await store.get('p', '1'), null)
    same(await store.list('p', KEYS, 0, 9), [key('2', 'b')])
    same(await store.insert(key('1', 'c')), null)
    same(await store.insert(key('3', 'a')), null)
  },
  'a record of another revision, and one that is not there, is not removed': async (store) => {
    await insert(store, key('1', 'a', { revision: 2 }))
    for (const revision of [1, 3]) same(await store.remove('p', '1', revision), false)
    same(await store.remove('p', '2', 1), false)
    same(await store.get('p', '1'), key('1', 'a', { revision: 2 }))
    same(await store.remove('p', '1', 2), true)
    same(await store.remove('p', '1', 2), false)
  },
  'of a removal and a replacement that are under way together exactly one wins': async (store) => {
    for (let round = 0; round < 20; round++) {
      const [id, next] = [`${round}`, key(`${round}`, `${round}`, { revision: 2 })]
      await insert(store, key(id, id))
      const [first, second] = round % 2 ? [store.remove('p', id, 1), store.replace(next, 1)] : [store.replace(next, 1), store.remove('p', id, 1)]
      const answers = await Promise.all([first, second])
      const isRemoved = answers.includes(true)
      same(answers.filter((answer) => typeof answer === 'string'), [isRemoved ? 'stale' : 'replaced'])
      same(await store.get('p', id), isRemoved ? null : next)
    }
  },

  'a list is ordered by creation, then by id, unit by unit': async (store) => {
    const ordered = [['z', 9], ['b', 10], ['10', 100], ['9', 100], ['B', 100], ['a', 100], ['é', 100], ['y', 1e12]] as const
    for (const [id, created] of [...ordered].reverse()) await insert(store, key(id, id, { created }))
    same((await store.list('p', KEYS, 0, 99)).map(({ id }) => id), ordered.map(([id]) => id))
  },
  'a list of what was created in one millisecond is ordered by turn, then by id': async (store) => {
    const ordered = [['z', 1, 99], ['y', 2, 0], ['a', 2, 1], ['x', 2, 9], ['b', 2, 10], ['c', 2, 10], ['d', 2, 1e12], ['e', 3, 0]] as const
    for (const [id, created, turn] of [...ordered].reverse()) await insert(store, key(id, id, { created, turn, due: 5 }))
    const ids = ordered.map(([id]) => id)
    for (const filter of [KEYS, { ...KEYS, due_by: 5 }]) {
      same((await store.list('p', filter, 0, 99)).map(({ id }) => id), ids)
      same((await store.list('p', filter, 2, 4)).map(({ id }) => id), ids.slice(2, 6))
    }
  },
  'a list begins after its offset and ends at its limit': async (store) => {
    const ids = Array.from({ length: 12 }, (_, i) => `id ${10 + i}`)
    for (const id of [...ids].reverse()) await insert(store, key(id, id))
    const page = async (offset: number, limit: number) => (await store.list('p', KEYS, offset, limit)).map(({ id }) => id)
    for (const [offset, limit] of [[0, 5], [5, 5], [10, 5], [11, 1], [0, 12], [0, 1000], [3, 0], [12, 5], [99, 5]] as const) {
      same(await page(offset, limit), ids.slice(offset, offset + limit))
    }
  },
  'a list, and a count, is of one kind and of what is alike in every member that is given': async (store) => {
    const records = [
      ...Array.from({ length: 24 }, (_, i) =>
        key(`${10 + i}`, `${i}`, {
          key_spec: i % 2 ? 'SM4' : 'AES_256',
          key_state: i % 3 ? '2' : '4',
          enterprise_project_id: i % 4 ? '0' : 'e',
          due: i % 3 ? null : 100 + i,
        }),
      ),
      ...['10', '11', '10'].map((key_id, i) => alias(`alias/${i}`, `alias/${i}`, { key_id })),
    ]
    await insert(store, ...records)
    const filters: StoreFilter[] = [
      { kind: 'key' },
      { kind: 'alias' },
      { kind: 'key', key_spec: 'SM4' },
      { kind: 'key', key_spec: 'RSA_2048' },
      { kind: 'key', key_state: '4' },
      { kind: 'key', enterprise_project_id: 'e' },
      { kind: 'key', key_spec: 'AES_256', key_state: '2', enterprise_project_id: 'e' },
      { kind: 'key', key_id: '12' },
      { kind: 'alias', key_id: '10' },
      { kind: 'alias', key_id: '9' },
      { kind: 'key', due_by: 99 },
      { kind: 'key', due_by: 106 },
      { kind: 'key', key_spec: 'SM4', due_by: 1e12 },
    ]
    for (const filter of filters.map(bare)) {
      const wanted = records.filter((record) => isMeant(record, filter))
      same(await store.list('p', filter, 0, 99), wanted)
      same(await store.list('p', filter, 1, 2), wanted.slice(1, 3))
      same(await store.count('p', filter), wanted.length)
    }
  },

  'what goes in and comes out are copies': async (store) => {
    const spoil = (record: StoreRecord | null | undefined) => record && Object.assign(record, { data: 'spoilt', revision: 9 })
    const given = key('1', 'a')
    await insert(store, given)
    spoil(given)
    spoil(await store.get('p', '1'))
    spoil((await store.list('p', KEYS, 0, 9))[0])
    same(await store.get('p', '1'), key('1', 'a'))
    const next = key('1', 'a', { revision: 2 })
    same(await store.replace(next, 1), 'replaced')
    spoil(next)
    same(await store.list('p', KEYS, 0, 9), [key('1', 'a', { revision: 2 })])
  },
}

// As the service hands them over: what a filter does not have, it does not inherit.
const KEYS: StoreFilter = bare({ kind: 'key' })
const ALIASES: StoreFilter = bare({ kind: 'alias' })

function key(id: string, name: string, members: Partial<StoreRecord> = {}): StoreRecord {
  return {
    project_id: 'p',
    id,
    kind: 'key',
    alias: name,
    key_id: id,
    key_spec: 'AES_256',
    key_state: '2',
    enterprise_project_id: '0',
    created: 1,
    turn: 0,
    due: null,
    revision: 1,
    data: `data of ${id}`,
    ...members,
  }
}

function alias(id: string, name: string, members: Partial<StoreRecord> = {}): StoreRecord {
  return key(id, name, { kind: 'alias', key_spec: '', key_state: '', enterprise_project_id: '', ...members })
}

function isMeant(record: StoreRecord, filter: StoreFilter): boolean {
  return (
    record.kind === filter.kind &&
    record.key_spec === (filter.key_spec ?? record.key_spec) &&
    record.key_state === (filter.key_state ?? record.key_state) &&
    record.enterprise_project_id === (filter.enterprise_project_id ?? record.enterprise_project_id) &&
    record.key_id === (filter.key_id ?? record.key_id) &&
    (filter.due_by === undefined || (record.due !== null && record.due <= filter.due_by))
  )
}

async function insert(store: Store, ...records: StoreRecord[]): Promise<void> {
  for (const record of records) same(await store.insert(record), null)
}

/** Whatever the order of members. */
function same(actual: unknown, expected: unknown): void {
  const [came, wanted] = [text(actual), text(expected)]
  if (came !== wanted) throw new Error(`The store answered ${cut(came)} where ${cut(wanted)} was promised.`)
}

function text(value: unknown): string {
  const sorted = (_: string, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  return JSON.stringify(value, sorted) ?? String(value)
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
