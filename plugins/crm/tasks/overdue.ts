import type { JobContext } from '#core/jobs'
import type { CrmScope } from '../scope.ts'
import { alertOf, eventOf } from './keep.ts'
import { noticeOverdue } from './repository.ts'

/** Tasks of a page. */
const pageSize = 200

/** Tells of tasks whose time is up: each due date of a task once. A page a transaction. */
export async function findOverdue(
  job: Pick<JobContext<unknown>, 'pages'>,
  { ctx }: CrmScope
): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const rows = await noticeOverdue(tx, pageSize)
    if (rows.length === 0) return undefined
    await ctx.alerts.raise(
      tx,
      rows.map(({ id, customerId, assignee, dueAt }) => ({
        ...alertOf(id),
        message: `${id}, about ${customerId}, was due at ${dueAt}, for ${assignee ?? 'anybody'}`,
        fields: { customerId, assignee, dueAt }
      }))
    )
    await tx.emit('task.overdue', rows.map(eventOf))
    return rows.length === pageSize ? done + rows.length : undefined
  })
}
