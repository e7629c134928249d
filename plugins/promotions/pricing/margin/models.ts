import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ProfitModelRow } from '../tables.ts'

/** Profit models of a currency by channel; that for every channel is under the empty name. One query. */
export async function modelsIn(db: Reader, currency: string): Promise<Map<string, ProfitModelRow>> {
  const query = db.selectFrom('profitModels').selectAll().where('currency', '=', currency)
  const rows = await query.orderBy('channelId').execute()
  return new Map(rows.map((row) => [row.channelId, row]))
}

/** Currencies that have a profit model. */
export async function modeledCurrencies(db: Reader): Promise<string[]> {
  const query = db.selectFrom('profitModels').select('currency').distinct()
  return (await query.orderBy('currency').execute()).map(({ currency }) => currency)
}

/** The model that counts on a channel: its own, or that for every channel. */
export function modelFor(
  models: ReadonlyMap<string, ProfitModelRow>,
  channelId: string | null
): ProfitModelRow | undefined {
  return models.get(channelId ?? '') ?? models.get('')
}

export async function findModel(
  db: Reader,
  key: Pick<ProfitModelRow, 'channelId' | 'currency'>
): Promise<ProfitModelRow | undefined> {
  return (await modelsIn(db, key.currency)).get(key.channelId)
}

export async function saveModel(tx: Tx, row: ProfitModelRow): Promise<void> {
  const { id: _, channelId: __, currency: ___, createdAt: ____, ...rest } = row
  await insertAll(tx, 'profitModels', [row], {
    on: ['channelId', 'currency'],
    update: Object.keys(rest)
  })
}

export async function deleteModel(tx: Tx, id: string): Promise<ProfitModelRow | undefined> {
  return tx.deleteFrom('profitModels').where('id', '=', id).returningAll().executeTakeFirst()
}
