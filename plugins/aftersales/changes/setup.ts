import { isOneOf } from '#core/database/rows'
import type { AftersalesScope } from '../scope.ts'
import { changeRoutes } from './routes.ts'

/** Changes of orders: what they are to become, looked at before it is so. */
export function setupChanges(scope: AftersalesScope): void {
  scope.areas.push({
    name: 'changes',
    async erase(tx, caseIds) {
      const isTheirs = isOneOf(tx, 'caseId', caseIds)
      await tx.updateTable('orderChanges').set({ note: null }).where(isTheirs).execute()
    }
  })
  changeRoutes(scope)
}
