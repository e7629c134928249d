import { sql } from 'kysely'
import { insertAll, isOneOf } from '#core/database/rows'
import type { BatchOutcome } from '#core/http/batch'
import { NotFound } from '#core/http/errors'
import { toProblem } from '#core/http/problem'
import { newId } from '#core/ids'
import type { JobContext } from '#core/jobs'
import { seal } from '#core/seal'
import type { Tx } from '#core/transaction'
import { holdTrees } from '../customers/repository/customers.ts'
import type { CrmScope } from '../scope.ts'
import { TemplateUnknown } from './errors.ts'
import { assertGiven, needsOf, queueMessages } from './request.ts'
import type { BatchBodyShape } from './schema.ts'
import { openVariables } from './send/make.ts'
import type { CrmMessageBatchRow } from './tables.ts'
import { templatesByHandle } from './templates/repository.ts'

/** Customers of a page: a transaction each. */
const pageSize = 500

export interface StartedBatch {
  batch: CrmMessageBatchRow
  /** One for each customer that was named; none for a segment. */
  outcomes: BatchOutcome<{ customerId: string }>[]
}

/**
 * Sends one message to many: to customers at once, to a segment by a job when it is due. The same `sourceId` again changes nothing and
 * answers what became of it. Errors: TEMPLATE_UNKNOWN, NOT_FOUND of the segment; those of `needsOf` and `assertGiven`.
 */
export async function startBatch(
  tx: Tx,
  scope: CrmScope,
  body: BatchBodyShape
): Promise<StartedBatch> {
  const { template, to, variables = {}, notBefore = tx.now } = body
  const row = (await templatesByHandle(tx, [template])).get(template)
  if (!row) throw new TemplateUnknown({ template })
  assertGiven(template, needsOf(scope.messages, row), new Set(Object.keys(variables)))
  const segmentId = 'segment' in to ? await segmentIdOf(tx, to.segment) : null
  const id = newId('cmb')
  const batch: CrmMessageBatchRow = {
    ...{ id, sourceId: body.sourceId ?? id, template, segmentId },
    segment: 'segment' in to ? to.segment : null,
    variables: seal(JSON.stringify(variables), { key: scope.key, boundTo: id }),
    ...{ notBefore, actor: tx.origin.actor, afterId: '', queued: 0, createdAt: tx.now },
    finishedAt: null
  }
  const isNew = (await insertAll(tx, 'crmMessageBatches', [batch], { on: ['sourceId'] })) > 0
  if (!isNew) return { batch: await batchBySource(tx, batch.sourceId), outcomes: [] }
  tx.audit([
    {
      action: 'message-batch.send',
      subjectType: 'messageBatch',
      subjectId: id,
      after: { template, segment: batch.segment }
    }
  ])
  if ('segment' in to) {
    await tx.enqueue('messages.send-batch', [{ payload: { batchId: id }, runAt: notBefore }])
    return { batch, outcomes: [] }
  }
  return sendTo(tx, scope, batch, to.customerIds)
}

async function segmentIdOf(tx: Tx, handle: string): Promise<string> {
  const query = tx.selectFrom('crmSegments').select('id').where('handle', '=', handle)
  const row = await query.executeTakeFirst()
  if (!row) throw new NotFound({ what: 'segment', id: handle })
  return row.id
}

async function batchBySource(tx: Tx, sourceId: string): Promise<CrmMessageBatchRow> {
  const query = tx.selectFrom('crmMessageBatches').selectAll().where('sourceId', '=', sourceId)
  return query.executeTakeFirstOrThrow()
}

async function sendTo(
  tx: Tx,
  scope: CrmScope,
  batch: CrmMessageBatchRow,
  customerIds: readonly string[]
): Promise<StartedBatch> {
  await holdTrees(tx)
  const living = await livingOf(tx, customerIds)
  const queued = await queueFor(tx, scope, batch, [...new Set(living.values())])
  const finished = await advance(tx, batch.id, { afterId: '', queued, isEnd: true })
  const outcomes = customerIds.map((customerId, index) => {
    if (living.has(customerId)) return { index, status: 'done' as const, result: { customerId } }
    const problem = toProblem(new NotFound({ what: 'customer', id: customerId }))
    return { index, status: 'rejected' as const, problem }
  })
  return { batch: finished, outcomes }
}

/** The customers that these are part of now; those that there are not, and the erased, are missing. */
async function livingOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('customers')
    .select(['id', 'livingId'])
    .where(isOneOf(tx, 'id', ids))
    .where('state', '<>', 'erased')
    .execute()
  return new Map(rows.map(({ id, livingId }) => [id, livingId]))
}

async function queueFor(
  tx: Tx,
  { messages, key }: CrmScope,
  batch: CrmMessageBatchRow,
  customerIds: readonly string[]
): Promise<number> {
  const { id: batchId, template, notBefore } = batch
  const variables = openVariables(batch, key)
  const entries = customerIds.map((customerId) => ({
    ...{ customerId, template, variables, notBefore, batchId },
    sourceId: `batch:${batchId}:${customerId}`
  }))
  return queueMessages(tx, messages, { key, entries })
}

async function advance(
  tx: Tx,
  id: string,
  { afterId, queued, isEnd }: { afterId: string; queued: number; isEnd: boolean }
): Promise<CrmMessageBatchRow> {
  return tx
    .updateTable('crmMessageBatches')
    .set({ afterId, queued: sql`queued + ${queued}`, ...(isEnd && { finishedAt: tx.now }) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Job: goes over a segment by customer, a page a transaction; each that is in it by then gets one message. */
export async function sendBatch(
  job: Pick<JobContext<unknown>, 'signal' | 'transaction'>,
  scope: CrmScope,
  batchId: string
): Promise<void> {
  let isGoingOn = true
  while (isGoingOn) {
    job.signal.throwIfAborted()
    isGoingOn = await job.transaction((tx) => sendPage(tx, scope, batchId))
  }
}

async function sendPage(tx: Tx, scope: CrmScope, batchId: string): Promise<boolean> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<CrmMessageBatchRow>`
    select * from crm_message_batches where id = ${batchId} ${lock}`.execute(tx)
  const [batch] = rows
  if (!batch || batch.finishedAt !== null) return false
  const page = await tx
    .selectFrom('crmSegmentMembers')
    .select('customerId')
    .where('segmentId', '=', batch.segmentId)
    .where('customerId', '>', batch.afterId)
    .orderBy('customerId')
    .limit(pageSize)
    .execute()
  const customerIds = page.map(({ customerId }) => customerId)
  const queued = await queueFor(tx, scope, batch, customerIds)
  const isEnd = customerIds.length < pageSize
  await advance(tx, batchId, { afterId: customerIds.at(-1) ?? batch.afterId, queued, isEnd })
  return !isEnd
}
