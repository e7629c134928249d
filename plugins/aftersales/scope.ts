import type { Static } from 'typebox'
import type { Reader } from '#core/database/db'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { CatalogService } from '#plugins/catalog'
import type { ChannelsService } from '#plugins/channels'
import type { CrmService } from '#plugins/crm'
import type { InventoryService } from '#plugins/inventory'
import type { OrdersService } from '#plugins/orders'
import type { PromotionsService } from '#plugins/promotions'
import type { Reasons } from './cases/reasons.ts'
import type { Artefact, CaseMessageRow, CaseRow } from './cases/tables.ts'
import type { AftersalesOptions } from './options.ts'

/** A case as it was and as it is now; `before` is null for one that is new. */
export interface CaseChange {
  before: Readonly<CaseRow> | null
  after: Readonly<CaseRow>
}

/**
 * What an area of aftersales does when cases change: in the same transaction, for any number of them with a constant number
 * of queries, in the order in which the areas are set up. `cases` knows no other area; it calls these.
 */
export interface AftersalesArea {
  name: string
  onCases?(tx: Tx, changes: readonly CaseChange[]): Promise<void>
  onMessages?(tx: Tx, messages: readonly CaseMessageRow[]): Promise<void>
  /** What there is for cases of what a step may ask for, by case. */
  artefacts?(db: Reader, caseIds: readonly string[]): Promise<Map<string, Artefact[]>>
  /** What it adds to the answer about one case. */
  answers?(db: Reader, row: Readonly<CaseRow>, viewer: { canSeePersonal: boolean }): Promise<object>
  /** Takes what customers wrote, and what was written to them, off cases for good. */
  erase?(tx: Tx, caseIds: readonly string[]): Promise<void>
}

/** What the areas of aftersales share. Each has a `setup…(scope)` that `plugin.ts` calls. */
export interface AftersalesScope {
  ctx: PluginContext<Static<typeof AftersalesOptions>>
  catalog: CatalogService
  inventory: InventoryService
  orders: OrdersService
  channels: ChannelsService | undefined
  promotions: PromotionsService | undefined
  crm: CrmService | undefined
  /** Why something comes back: the taxonomy with the shop's own reasons. */
  reasons: Reasons
  /** Each area that wants to know of cases adds itself in its setup. */
  areas: AftersalesArea[]
}
