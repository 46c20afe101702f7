// How the tables came to be, step by step. A step that has been released is never changed: add the next one.

import type { CreateTableBuilder, Kysely, Migration, MigrationProvider } from 'kysely'

type Column = 'text' | 'bigint' | 'text?' | 'bigint?'

const table = (db: Kysely<unknown>, name: string, columns: Record<string, Column>, key: readonly string[]) => {
  let made: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const [column, type] of Object.entries(columns)) {
    const required = !type.endsWith('?')
    made = made.addColumn(column, type.startsWith('text') ? 'text' : 'bigint', (it) => (required ? it.notNull() : it))
  }
  return made.addPrimaryKeyConstraint(`${name}_key`, [...key]).execute()
}

const first: Migration = {
  async up(db: Kysely<unknown>) {
    const door = {
      door: 'text',
      token: 'text',
      door_key: 'text',
      owner: 'text',
      owner_key: 'text',
      first_seen: 'bigint',
      last_seen: 'bigint',
      remote_off: 'bigint',
      epoch_seen: 'bigint',
      head_n: 'bigint?',
      head_hash: 'text?',
    } as const
    const request = { door: 'text', request: 'text', holder: 'text', act: 'text', at: 'bigint' } as const
    const answer = { step: 'text?', answered: 'bigint?', over: 'bigint', spent_until: 'bigint' } as const
    const line = { door: 'text', n: 'bigint', hash: 'text', at: 'bigint', kind: 'text', line: 'text' } as const
    await table(db, 'doors', door, ['door'])
    await table(db, 'revocations', { door: 'text', token: 'text', epoch: 'bigint' }, ['door'])
    await table(db, 'spent', { id: 'text', until: 'bigint' }, ['id'])
    const use = { door: 'text', grant_id: 'text', request: 'text', exp_s: 'bigint', until: 'bigint?' } as const
    await table(db, 'uses', use, ['door', 'grant_id', 'request'])
    await table(db, 'bindings', { door: 'text', link: 'text', holder: 'text', exp_s: 'bigint' }, ['door', 'link'])
    await table(db, 'requests', { ...request, ...answer }, ['door', 'request'])
    await table(db, 'journal_lines', line, ['door', 'n'])
    await table(db, 'findings', { ...line, line: 'text?' }, ['door', 'kind', 'n', 'hash'])
    await table(db, 'settings', { name: 'text', value: 'text' }, ['name'])
    await db.schema.createIndex('spent_until').on('spent').column('until').execute()
    await db.schema.createIndex('requests_over').on('requests').columns(['over', 'at']).execute()
  },
}

const subscriptions: Migration = {
  async up(db: Kysely<unknown>) {
    const columns = {
      owner: 'text',
      endpoint: 'text',
      p256dh: 'text',
      auth: 'text',
      wishes: 'text',
      at: 'bigint',
    } as const
    await table(db, 'subscriptions', columns, ['owner', 'endpoint'])
  },
}

const ownersBooks: Migration = {
  async up(db: Kysely<unknown>) {
    await table(db, 'owners_books', { owner: 'text', sealed: 'text', hash: 'text' }, ['owner'])
    await db.schema.createIndex('doors_owner').on('doors').column('owner').execute()
  },
}

const waitingPushes: Migration = {
  async up(db: Kysely<unknown>) {
    const who = { owner: 'text', endpoint: 'text', topic: 'text' } as const
    const what = { id: 'text', door: 'text', message: 'text', at: 'bigint', until: 'bigint' } as const
    await table(db, 'waiting_pushes', { ...who, ...what }, ['owner', 'endpoint', 'topic'])
    await db.schema.createIndex('waiting_pushes_id').on('waiting_pushes').column('id').execute()
  },
}

export const migrations: MigrationProvider = {
  getMigrations: async () => ({
    '0001_first': first,
    '0002_owners_books': ownersBooks,
    '0003_subscriptions': subscriptions,
    '0004_waiting_pushes': waitingPushes,
  }),
}
