import type { Opener } from '../customers/present.ts'
import type { CrmScope } from '../scope.ts'
import { findOverdueTasksJob } from './jobs.ts'
import { alertOf } from './keep.ts'
import { findOverdue } from './overdue.ts'
import { presentTask } from './present.ts'
import { taskProofs } from './proofs.ts'
import { forgetTasks, moveTasks, tasksOf } from './repository.ts'
import { taskRoutes } from './routes.ts'

/** What is to be done about customers, by people. */
export function setupTasks(scope: CrmScope): void {
  const { ctx, areas, key } = scope
  const opener: Opener = { key, canSeePersonal: true }
  areas.push({
    name: 'tasks',
    onMoved: moveTasks,
    async onErased(tx, memberIds) {
      const open = (await tasksOf(tx, memberIds)).filter(({ state }) => state === 'open')
      await forgetTasks(tx, memberIds)
      await ctx.alerts.clear(
        tx,
        open.map(({ id }) => alertOf(id))
      )
    },
    async exportOf(db, memberIds) {
      return (await tasksOf(db, memberIds)).map((row) => presentTask(row, opener))
    }
  })
  ctx.handle(findOverdueTasksJob, (job) => findOverdue(job, scope))
  for (const proof of taskProofs) ctx.proof(proof)
  taskRoutes(scope)
}
