import type { PromotionsScope } from '../scope.ts'
import { protectionRoutes } from './routes.ts'

/** Sets price protection up: claims for lines that became cheaper. */
export function setupProtection(scope: PromotionsScope): void {
  protectionRoutes(scope)
}
