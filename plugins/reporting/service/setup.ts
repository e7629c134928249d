import { sql } from 'kysely'
import type { JobContext } from '#core/jobs'
import type { Cube } from '../cubes/cube.ts'
import { goodsDimensions } from '../cubes/sales.ts'
import { findMark, saveMark } from '../promotion-costs/marks.ts'
import type { ReportingScope } from '../scope.ts'
import { countCases } from './count.ts'
import { countCasesJob } from './jobs.ts'
import { caseIdsAfter } from './repository.ts'
import { reviewCube } from './reviews.ts'

const pageSize = 500
const mark = 'cases'
const days = { table: 'report_case_rows' }
const dimensions = {
  channel: { value: sql<string>`rows.channel_id` },
  reason: { value: sql<string>`rows.reason` },
  agent: { value: sql<string | null>`nullif(rows.agent, '')` }
}
const caseUnits = 'Units that cases are about, by the day they were opened'

const serviceCubes: readonly Cube[] = [
  {
    name: 'cases',
    title: 'After-sales cases',
    ...{ days, dimensions, hasCurrency: false },
    measures: {
      caseUnits,
      casesOpened: 'Cases, by the day they were opened',
      casesClosed: 'Cases, by the day they were closed',
      disputesOpened: 'Disputes, by the day they were opened',
      firstResponseMs: 'Time to the first answer of a person, by the day of the answer',
      casesAnswered: 'Cases with a first answer, by its day',
      resolutionMs: 'Time from opening to closing, by the day of the closing',
      satisfactionSum: 'Scores of 1 to 5, by the day of the closing',
      satisfactionCount: 'Cases with a score'
    }
  },
  {
    name: 'caseGoods',
    title: 'What after-sales cases are about',
    ...{ days, dimensions: { ...dimensions, ...goodsDimensions }, hasCurrency: false },
    measures: { caseUnits, casesWith: 'Cases about a SKU, once for each SKU' }
  }
]

/** What goes wrong after a sale, where aftersales is on. */
export function setupService(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.handle(countCasesJob, (job) => countAll(job, scope))
  if (!scope.aftersales) return
  scope.cubes.push(...serviceCubes, reviewCube)
  const count = (batch: readonly { caseId: string }[], job: JobContext<unknown>) =>
    job.complete((tx) =>
      countCases(
        tx,
        ctx.shop,
        batch.map(({ caseId }) => caseId)
      )
    )
  ctx.after('case.opened', count)
  ctx.after('case.changed', count)
  ctx.after('case.messaged', count)
  ctx.onStart(async () => {
    if (await findMark(ctx.db, mark)) return
    await ctx.transaction((tx) => tx.enqueue('reporting.count-cases', [{ payload: {} }]))
  })
}

/** Counts all cases, a page a transaction. */
async function countAll(
  job: Pick<JobContext<unknown>, 'pages' | 'transaction'>,
  { ctx, aftersales }: Pick<ReportingScope, 'ctx' | 'aftersales'>
): Promise<void> {
  if (!aftersales) return
  await job.pages('', async (tx, after) => {
    const ids = await caseIdsAfter(tx, after, pageSize)
    if (ids.length > 0) await countCases(tx, ctx.shop, ids)
    return ids.at(-1)
  })
  const seenAt = ctx.clock.now()
  await job.transaction((tx) => saveMark(tx, { name: mark, seenAt, token: '' }))
}
