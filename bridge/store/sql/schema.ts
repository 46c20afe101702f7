// The tables. Instants are milliseconds since 1970 unless a column ends in `_s`; flags are 0 and 1.
// Only types every SQL store has: text and bigint.

export interface DoorRow {
  door: string
  token: string
  /** JWKs as JSON. */
  door_key: string
  owner: string
  owner_key: string
  first_seen: number
  last_seen: number
  remote_off: number
  epoch_seen: number
  head_n: number | null
  head_hash: string | null
}

interface RevocationRow {
  door: string
  token: string
  epoch: number
}

interface SpentRow {
  /** Whose id (a door's or a client's thumbprint), a dot, the id. */
  id: string
  until: number
}

interface UseRow {
  door: string
  grant_id: string
  request: string
  exp_s: number
  /** null: in the journal, spent for good; else reserved until then. */
  until: number | null
}

interface BindingRow {
  door: string
  link: string
  holder: string
  exp_s: number
}

interface RequestRow {
  door: string
  request: string
  holder: string
  act: string
  at: number
  step: string | null
  answered: number | null
  over: number
  /** Its id must not come again before: the row stays as long. */
  spent_until: number
}

export interface LineRow {
  door: string
  n: number
  hash: string
  at: number
  kind: string
  line: string
}

interface FindingRow {
  door: string
  kind: string
  n: number
  /** Empty when no hash was shown. */
  hash: string
  at: number
  line: string | null
}

interface SettingRow {
  name: string
  value: string
}

interface SubscriptionRow {
  owner: string
  endpoint: string
  p256dh: string
  auth: string
  /** As JSON. */
  wishes: string
  at: number
}

interface WaitingPushRow {
  owner: string
  endpoint: string
  topic: string
  id: string
  /** Which it is about. */
  door: string
  /** As JSON. */
  message: string
  at: number
  until: number
}

interface OwnersBookRow {
  owner: string
  /** base64url */
  sealed: string
  hash: string
}

export interface Tables {
  doors: DoorRow
  revocations: RevocationRow
  spent: SpentRow
  uses: UseRow
  bindings: BindingRow
  requests: RequestRow
  journal_lines: LineRow
  findings: FindingRow
  settings: SettingRow
  owners_books: OwnersBookRow
  subscriptions: SubscriptionRow
  waiting_pushes: WaitingPushRow
}
