import type { CrmScope } from '../scope.ts'

/** Customers, what belongs to them, and what their orders add up to. */
export function setupCustomers(_scope: CrmScope): void {}
