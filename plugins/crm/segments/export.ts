import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import { writeCsv } from '#core/files/write-csv'
import { unseal } from '#core/seal'
import type { ExportFormat } from './schema.ts'

/** Members of one page: memory stays at it, whatever the size. */
const pageSize = 500

interface MemberRow {
  customerId: string
  enteredAt: string
  country: string | null
  language: string | null
  name: string | null
}

/** A row of an export. The last three are there for those who may see them. */
export interface ExportedMember {
  customerId: string
  enteredAt: string
  country: string | null
  language: string | null
  name?: string | null
  emails?: string
  phones?: string
}

const plainColumns = ['customerId', 'enteredAt', 'country', 'language'] as const
const personalColumns = ['name', 'emails', 'phones'] as const

/** How an export is written, and who hears of each page. */
export interface ExportOptions {
  format: ExportFormat
  /** Unseals personal columns; null: they are left out. */
  key: Buffer | null
  /** Hears of customers whose personal data is about to be written. */
  onPersonal(customerIds: readonly string[]): Promise<void>
}

/** Writes who is in a segment as text, by id: three queries a page. */
export async function* exportMembers(
  db: Reader,
  segmentId: string,
  options: ExportOptions
): AsyncGenerator<string> {
  const pages = readPages(db, segmentId, options)
  if (options.format === 'ndjson') {
    for await (const rows of pages) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    return
  }
  yield* writeCsv([...plainColumns, ...(options.key ? personalColumns : [])], pages)
}

async function* readPages(
  db: Reader,
  segmentId: string,
  { key, onPersonal }: ExportOptions
): AsyncGenerator<ExportedMember[]> {
  for (let after = ''; ; ) {
    const rows = await readPage(db, segmentId, after)
    const last = rows.at(-1)
    if (!last) return
    after = last.customerId
    const plain = rows.map(({ name: _, ...row }) => row)
    if (key === null) {
      yield plain
      continue
    }
    const ids = rows.map(({ customerId }) => customerId)
    await onPersonal(ids)
    const contacts = await contactsOf(db, ids, key)
    yield rows.map(({ name, ...row }) => ({
      ...row,
      name: name && unseal(name, { key, boundTo: row.customerId }),
      emails: (contacts.get(`${row.customerId} email`) ?? []).join(' '),
      phones: (contacts.get(`${row.customerId} phone`) ?? []).join(' ')
    }))
  }
}

async function readPage(db: Reader, segmentId: string, after: string): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select member.customer_id, member.entered_at, customers.country, customers.language,
      customers.name
    from crm_segment_members as member join customers on customers.id = member.customer_id
    where member.segment_id = ${segmentId} and member.customer_id > ${after}
    order by member.customer_id limit ${pageSize}`.execute(db)
  return rows
}

async function contactsOf(
  db: Reader,
  customerIds: readonly string[],
  key: Buffer
): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('customerContacts')
    .select(['id', 'customerId', 'kind', 'sealed'])
    .where(isOneOf(db, 'customerId', customerIds))
    .orderBy('id')
    .execute()
  const contacts = new Map<string, string[]>()
  for (const { id, customerId, kind, sealed } of rows) {
    const own = `${customerId} ${kind}`
    contacts.set(own, [...(contacts.get(own) ?? []), unseal(sealed, { key, boundTo: id })])
  }
  return contacts
}
