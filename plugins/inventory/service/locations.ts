import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { LocationInUse } from '../errors.ts'
import {
  defaultLocationId,
  deleteLocation,
  insertLocation,
  isLocationInUse,
  lockLocation,
  updateLocation,
  variantsAt
} from '../repository/locations.ts'
import type { LocationRow } from '../tables.ts'
import type { Ledger } from './ledger.ts'

/** Variants told of in one transaction. */
const announceMax = 500

export interface LocationInput {
  name: string
  priority: number
  isEnabled: boolean
}

/** Adds a location. */
export async function createLocation(tx: Tx, input: LocationInput): Promise<LocationRow> {
  const row = {
    id: newId('loc'),
    ...input,
    isEnabled: Number(input.isEnabled),
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  await insertLocation(tx, row)
  tx.audit([auditOf('create', row.id, undefined, row)])
  return row
}

/**
 * Changes a location. Switching it on or off changes what is available of everything in it: a job tells of that, page
 * by page. Errors: NOT_FOUND, VERSION_OUTDATED.
 */
export async function changeLocation(
  tx: Tx,
  id: string,
  change: Partial<LocationInput>,
  expectedVersion: number | undefined
): Promise<LocationRow> {
  const before = await lockLocation(tx, id)
  if (!before) throw new NotFound({ what: 'location', id })
  if (expectedVersion !== undefined && expectedVersion !== before.version) {
    throw new VersionOutdated({ expected: expectedVersion, current: before.version })
  }
  const { isEnabled, ...rest } = change
  const after: LocationRow = {
    ...before,
    ...rest,
    ...(isEnabled !== undefined && { isEnabled: Number(isEnabled) }),
    version: before.version + 1,
    updatedAt: tx.now
  }
  await updateLocation(tx, after)
  if (after.isEnabled !== before.isEnabled) {
    await tx.enqueue('inventory.announce-location', [{ payload: { locationId: id } }])
  }
  tx.audit([auditOf('update', id, before, after)])
  return after
}

/** Deletes a location that was never used. Errors: NOT_FOUND, LOCATION_IN_USE. */
export async function removeLocation(tx: Tx, id: string): Promise<void> {
  const before = await lockLocation(tx, id)
  if (!before) throw new NotFound({ what: 'location', id })
  if (id === defaultLocationId || (await isLocationInUse(tx, id))) {
    throw new LocationInUse({ locationId: id })
  }
  await deleteLocation(tx, id)
  tx.audit([auditOf('delete', id, before, undefined)])
}

/** Tells what is available now of everything at a location. */
export async function announceLocation(
  ledger: Ledger,
  job: JobContext<{ locationId: string }>
): Promise<void> {
  let after = ''
  for (let told = announceMax; told === announceMax && !job.signal.aborted; ) {
    await job.transaction(async (tx) => {
      const { locationId } = job.payload
      const variantIds = await variantsAt(tx, locationId, { after, limit: announceMax })
      const stock = await ledger.open(tx, variantIds)
      // No number equals NaN: whatever is available now is news.
      ledger.announce(tx, stock, new Map(variantIds.map((id) => [id, Number.NaN])))
      told = variantIds.length
      after = variantIds.at(-1) ?? after
    })
  }
}

function auditOf(
  act: 'create' | 'update' | 'delete',
  subjectId: string,
  before: unknown,
  after: unknown
) {
  return { action: `location.${act}`, subjectType: 'location', subjectId, before, after }
}
