import { currencyExponent } from '#core/currency'
import type { Reader } from '#core/database/db'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { shareNames } from '../../store/named-by.ts'
import { PricingHandleTaken, PricingInvalid } from '../errors.ts'
import type { PricingScope } from '../scope.ts'
import { requireSkus } from '../skus.ts'
import type { PriceListEntryRow, PriceListRow } from '../tables.ts'
import { namesFrom } from './price-for.ts'
import {
  deleteEntries,
  deleteList,
  entriesOf,
  findList,
  insertList,
  lockList,
  saveEntries,
  updateList
} from './repository.ts'
import type { EntriesBodyShape, PriceListChangeShape, PriceListInputShape } from './schema.ts'

type Parts = PricingScope['parts']

/** Errors: NOT_FOUND. */
export async function readList(db: Reader, id: string): Promise<PriceListRow> {
  const row = await findList(db, id)
  if (!row) throw new NotFound({ what: 'price list', id })
  return row
}

/** Makes a price list without prices. Errors: CURRENCY_UNKNOWN, PRICING_INVALID, PRICING_HANDLE_TAKEN. */
export async function createList(
  tx: Tx,
  parts: Parts,
  input: PriceListInputShape
): Promise<PriceListRow> {
  currencyExponent(input.currency)
  const row: PriceListRow = {
    id: newId('plt'),
    handle: input.handle,
    title: input.title,
    kind: input.kind,
    currency: input.currency,
    priority: input.priority,
    channels: toJson(input.channels),
    segments: toJson(input.segments),
    tiers: toJson(input.tiers),
    startsAt: input.startsAt ?? null,
    endsAt: input.endsAt ?? null,
    isEnabled: Number(input.isEnabled),
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  await assertList(tx, parts, row)
  if ((await insertList(tx, row)) === 0) {
    throw new PricingHandleTaken({ what: 'price list', handle: row.handle })
  }
  tx.audit([{ action: 'price-list.create', ...subjectOf(row.id), after: row }])
  return row
}

/** Changes what a list says of itself. Errors: NOT_FOUND, VERSION_OUTDATED, PRICING_INVALID. */
export async function changeList(
  tx: Tx,
  parts: Parts,
  change: { id: string; given: PriceListChangeShape; expectedVersion: number | undefined }
): Promise<PriceListRow> {
  const { given } = change
  const before = await lockedList(tx, change.id, change.expectedVersion)
  const after: PriceListRow = {
    ...before,
    title: given.title ?? before.title,
    priority: given.priority ?? before.priority,
    channels: given.channels === undefined ? before.channels : toJson(given.channels),
    segments: given.segments === undefined ? before.segments : toJson(given.segments),
    tiers: given.tiers === undefined ? before.tiers : toJson(given.tiers),
    startsAt: given.startsAt === undefined ? before.startsAt : given.startsAt,
    endsAt: given.endsAt === undefined ? before.endsAt : given.endsAt,
    isEnabled: given.isEnabled === undefined ? before.isEnabled : Number(given.isEnabled),
    version: before.version + 1,
    updatedAt: tx.now
  }
  await assertList(tx, parts, after)
  await updateList(tx, after)
  tx.audit([{ action: 'price-list.update', ...subjectOf(after.id), before, after }])
  return after
}

/** Deletes a list with its prices. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function removeList(tx: Tx, id: string, expected: number | undefined): Promise<void> {
  const before = await lockedList(tx, id, expected)
  await deleteList(tx, id)
  tx.audit([{ action: 'price-list.delete', ...subjectOf(id), before }])
}

/**
 * Sets prices in a list and takes out those of `null`; the others stay: all of it or nothing. A constant number of
 * queries. Errors: NOT_FOUND, VERSION_OUTDATED, PRICING_INVALID.
 */
export async function changeEntries(
  tx: Tx,
  { catalog }: Parts,
  change: { id: string; items: EntriesBodyShape['items']; expectedVersion: number | undefined }
): Promise<PriceListRow> {
  const list = await lockedList(tx, change.id, change.expectedVersion)
  const variants = await requireSkus(tx, catalog, change.items)
  const seen = new Set<string>()
  const keyed = change.items.map(({ sku, minQuantity, unitPriceMinor }, index) => {
    const variantId = variants.get(sku)!.id
    if (seen.has(`${sku}\n${minQuantity}`)) {
      const reason = `${sku} from ${minQuantity} units is there twice; give it one price`
      throw new PricingInvalid({ field: `#/items/${index}`, reason })
    }
    seen.add(`${sku}\n${minQuantity}`)
    return { listId: list.id, variantId, minQuantity, unitPriceMinor, updatedAt: tx.now }
  })
  const ids = [...new Set(keyed.map(({ variantId }) => variantId))]
  const before = await entriesOf(tx, list.id, ids)
  await saveEntries(tx, keyed.filter(isPriced))
  await deleteEntries(
    tx,
    list.id,
    keyed.filter((entry) => !isPriced(entry))
  )
  const after = { ...list, version: list.version + 1, updatedAt: tx.now }
  await updateList(tx, after)
  tx.audit([
    {
      action: 'price-list.prices',
      ...subjectOf(list.id),
      before: before.map(toPlain),
      after: keyed.map(toPlain)
    }
  ])
  return after
}

async function lockedList(tx: Tx, id: string, expected: number | undefined): Promise<PriceListRow> {
  const row = await lockList(tx, id)
  if (!row) throw new NotFound({ what: 'price list', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

/** A list that can never count is refused. */
async function assertList(tx: Tx, { crm }: Parts, row: PriceListRow): Promise<void> {
  if (row.startsAt !== null && row.endsAt !== null && row.endsAt <= row.startsAt) {
    throw new PricingInvalid({
      field: '#/endsAt',
      reason: `${row.endsAt} is not after startsAt, ${row.startsAt}; end it later`
    })
  }
  const segments = namesFrom(row.segments) ?? []
  const tiers = namesFrom(row.tiers) ?? []
  if (segments.length + tiers.length === 0) return
  const field = segments.length > 0 ? '#/segments' : '#/tiers'
  if (!crm) {
    throw new PricingInvalid({ field, reason: 'nobody is in one while the plugin crm is off' })
  }
  await shareNames(tx)
  const known = await crm.known(tx, { segments, tiers })
  for (const [index, segment] of segments.entries()) {
    if (known.segments.has(segment)) continue
    throw new PricingInvalid({
      field: `#/segments/${index}`,
      reason: `there is no segment ${JSON.stringify(segment)}; make it first`
    })
  }
  for (const [index, tier] of tiers.entries()) {
    if (known.tiers.has(tier)) continue
    throw new PricingInvalid({
      field: `#/tiers/${index}`,
      reason: `there is no tier ${JSON.stringify(tier)}; make it first`
    })
  }
}

function isPriced(entry: { unitPriceMinor: number | null }): entry is PriceListEntryRow {
  return entry.unitPriceMinor !== null
}

function toPlain(entry: { variantId: string; minQuantity: number; unitPriceMinor: number | null }) {
  const { variantId, minQuantity, unitPriceMinor } = entry
  return { variantId, minQuantity, unitPriceMinor }
}

function subjectOf(id: string) {
  return { subjectType: 'priceList', subjectId: id }
}

function toJson(names: readonly string[] | null | undefined): string | null {
  return names ? JSON.stringify(names) : null
}
