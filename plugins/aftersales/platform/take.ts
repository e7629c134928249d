import { compareAge } from '#core/channel/newer'
import type { Tx } from '#core/transaction'
import { isOver } from '../cases/flows/flow.ts'
import { openCases } from '../cases/open.ts'
import { casesByExternal, lockCases } from '../cases/repository/cases.ts'
import type { CaseRow } from '../cases/tables.ts'
import { updateCases } from '../cases/update.ts'
import type { AftersalesScope } from '../scope.ts'
import { tellUnmapped } from './alerts.ts'
import { recordMoney } from './credit.ts'
import { linkOrders } from './link-orders.ts'
import { type PlatformMove, takeMoves } from './move.ts'
import { fieldsOf, type KnownRecord, requestOf } from './read-record.ts'
import { recordsWithOrders } from './records-with-orders.ts'
import { platformCasesOf, savePlatformCases } from './repository/platform-cases.ts'
import type { PlatformCaseRow } from './tables.ts'
import { firstPlaceOf, kindOfType, moveOf, placeOf } from './target.ts'

/** A record with the case it is about, and what its platform told of it before. */
interface Pair extends KnownRecord {
  row: Readonly<CaseRow>
  /** Undefined: the case was opened here, and the platform tells of it for the first time. */
  told: PlatformCaseRow | undefined
}

/**
 * Takes in after-sales that channels keep: those that are new become cases, newer states of others change their cases, older
 * ones nothing. Any number with a constant number of queries; taking one again changes nothing.
 */
export async function takeRecords(
  tx: Tx,
  scope: AftersalesScope,
  recordIds: readonly string[]
): Promise<void> {
  if (recordIds.length === 0) return
  const known = await recordsWithOrders(tx, scope, recordIds)
  const found = await casesByExternal(
    tx,
    known.map(({ record }) => record)
  )
  const rows = await lockCases(
    tx,
    found.map(({ id }) => id)
  )
  const told = await platformCasesOf(tx, [...rows.keys()])
  const byExternal = new Map([...rows.values()].map((row) => [keyOf(row), row]))
  const isNew = ({ record }: KnownRecord) => !byExternal.has(keyOf(record))
  const opened = await open(tx, scope, known.filter(isNew))
  const pairs = known.flatMap((one): Pair[] => {
    const row = byExternal.get(keyOf(one.record))
    return row ? [{ ...one, row, told: told.get(row.id) }] : []
  })
  const linked = pairs.filter(({ row, order }) => row.orderId === null && order)
  const newer = pairs.filter(isNewer)
  await linkOrders(tx, scope, linked)
  await change(tx, scope, newer)
  await tellUnmapped(tx, scope, [...opened, ...newer])
  await recordMoney(tx, scope, [...opened, ...linked, ...newer])
}

async function open(
  tx: Tx,
  scope: AftersalesScope,
  known: readonly KnownRecord[]
): Promise<Pair[]> {
  const { reasons } = scope.ctx.options.platform
  const rows = await openCases(
    tx,
    scope,
    known.map((one) => {
      const place = firstPlaceOf(one.record.status, kindOfType[one.record.type])
      return {
        ...requestOf(one, reasons),
        ...place,
        ...(isOver(place) && { closedAt: one.record.modifiedAt })
      }
    })
  )
  const pairs = rows.map((row, at): Pair => ({ ...known[at]!, row, told: undefined }))
  await savePlatformCases(
    tx,
    pairs.map((pair) => toldNow(pair, scope))
  )
  return pairs
}

/** Writes what newer states say. Steps of the platform's are taken even where we have none. */
async function change(tx: Tx, scope: AftersalesScope, pairs: readonly Pair[]): Promise<void> {
  await updateCases(
    tx,
    scope,
    pairs.map((pair) => {
      const { row, told, record } = pair
      const { kind, reason, ...fields } = fieldsOf(pair, scope.ctx.options.platform.reasons)
      const { rawStatus, status, version } = record
      return {
        caseId: row.id,
        // What a person here has corrected stays so.
        set: {
          ...fields,
          ...(row.kind === told?.toldKind && { kind }),
          ...(row.reason === told?.toldReason && { reason })
        },
        event: { kind: 'platform_changed', detail: { status, rawStatus, version } }
      }
    })
  )
  const moves = pairs.flatMap((pair): PlatformMove[] => {
    const to = moveOf(asTold(pair), pair.told ?? unheard(pair.row), pair.record)
    return to ? [{ row: pair.row, to, record: pair.record }] : []
  })
  await takeMoves(tx, scope, moves)
  await savePlatformCases(
    tx,
    pairs.map((pair) => toldNow(pair, scope))
  )
}

/** What a platform has told of a case, as of now. */
function toldNow(pair: Pair, scope: AftersalesScope): PlatformCaseRow {
  const { row, record, told } = pair
  const { kind, reason } = fieldsOf(pair, scope.ctx.options.platform.reasons)
  const before = told ?? unheard(row)
  const isOurs = row.flow !== before.toldFlow || row.state !== before.toldState
  const place = placeOf(record.status, asTold(pair))
  return {
    caseId: row.id,
    recordId: record.id,
    channelId: record.channelId,
    orderExternalId: record.orderExternalId,
    toldFlow: place?.flow ?? before.toldFlow,
    toldState: place?.state ?? before.toldState,
    toldKind: kind,
    toldReason: reason,
    isActed: isOurs ? 1 : before.isActed,
    rawReason: record.reason,
    creditedMinor: told?.creditedMinor ?? null
  }
}

/** A case of the kind that it has by the platform's newest word, unless a person here knows better. */
function asTold({ row, told, record }: Pair): Readonly<CaseRow> {
  return row.kind === told?.toldKind ? { ...row, kind: kindOfType[record.type] } : row
}

/** A case that its platform tells of for the first time: where it stands is nobody's act. */
function unheard({ flow, state }: Readonly<CaseRow>) {
  return { toldFlow: flow, toldState: state, isActed: 0 } as const
}

function isNewer({ row, record }: Pair): boolean {
  const { platformModifiedAt: modifiedAt, platformVersion: version } = row
  return modifiedAt === null || compareAge({ modifiedAt, version }, record) < 0
}

function keyOf({ channelId, externalId }: { channelId: string; externalId: string | null }) {
  return JSON.stringify([channelId, externalId])
}
