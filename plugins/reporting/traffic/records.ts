import { currencyCodes } from '#core/currency'
import type { Tx } from '#core/transaction'
import type { StoredRecord } from '#plugins/channels'
import { isDay } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'
import { figureNames, keyOf, moneyFigures, type TrafficStatement } from './figures.ts'
import { takeTraffic } from './take.ts'

/** Records of a page. */
const pageSize = 200

type TrafficRecord = Extract<StoredRecord, { kind: 'traffic' }>

const currencies = new Set(currencyCodes())

/** Takes in figures that channels have told. What makes no sense is left out and logged: a platform is not to stop the others. */
export async function takeRecords(
  tx: Tx,
  scope: ReportingScope,
  records: readonly StoredRecord[]
): Promise<void> {
  const statements = new Map<string, TrafficStatement>()
  for (const record of records) {
    if (record.kind !== 'traffic') continue
    const statement = toStatement(record)
    if (isSound(statement)) statements.set(keyOf(statement), statement)
    else {
      const { channelId, externalId } = record
      scope.ctx.log.warn({ channelId, externalId }, 'reporting: figures that make no sense')
    }
  }
  await takeTraffic(tx, scope, [...statements.values()], 'adapter')
}

/** Takes in what channels told before reporting was on: a page. Returns the last record's id; undefined: there is no more. */
export async function takeEarlier(
  tx: Tx,
  scope: ReportingScope,
  after: string | null
): Promise<string | undefined> {
  const page = await scope.channels!.recordsAfter(tx, { kind: 'traffic', after, limit: pageSize })
  await takeRecords(tx, scope, page)
  return page.length < pageSize ? undefined : page.at(-1)!.id
}

function toStatement(record: TrafficRecord): TrafficStatement {
  const { channelId, dayOn, source, campaign, sku, currency } = record
  const statement: TrafficStatement = {
    ...{ channelId, dayOn, currency },
    ...{ source: source ?? '', campaign: campaign ?? '', sku: sku ?? '' }
  }
  for (const name of figureNames) {
    const told = record[name]
    if (told !== undefined) statement[name] = told
  }
  return statement
}

function isSound(statement: TrafficStatement): boolean {
  const told = figureNames.flatMap((name) => statement[name] ?? [])
  const hasMoney = moneyFigures.some((name) => statement[name] != null)
  return (
    isDay(statement.dayOn) &&
    told.every((figure) => Number.isSafeInteger(figure) && figure >= 0) &&
    (!hasMoney || currencies.has(statement.currency ?? ''))
  )
}
