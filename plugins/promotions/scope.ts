import type { Reader } from '#core/database/db'
import type { BlindIndex } from '#core/personal/blind-index'
import type { PluginContext } from '#core/plugin'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { CatalogService } from '#plugins/catalog'
import type { CrmService } from '#plugins/crm'
import type { InventoryService } from '#plugins/inventory'
import type { OrderDraft, OrderStanding, OrdersService } from '#plugins/orders'
import type { Promotion, PromotionState } from './definition/promotion.ts'
import type { RewardShape } from './definition/reward.ts'
import type { CompiledPromotions } from './evaluation/compile.ts'
import type { AppliedPromotion, CartSnapshot, Evaluation } from './evaluation/types.ts'
import type { PromotionsOptionsShape } from './options.ts'
import type { Pricing } from './pricing/api.ts'
import type { CompiledSet } from './store/compiled-set.ts'

/** The other plugins that promotions ask. */
export interface PromotionsParts {
  catalog: CatalogService
  inventory: InventoryService
  orders: OrdersService
  /** Undefined when crm is off: nobody is known then, and conditions about customers are refused. */
  crm: CrmService | undefined
}

/** A use that an order gives back. */
export interface ReturnedUse {
  orderId: string
  promotionId: string
  /** SKU → units it took of what is locked or given away. */
  units: ReadonlyMap<string, number>
}

/** Units of one promotion that an order may have, by SKU: those it holds count as if it had none. */
export interface OpenUnits {
  left: ReadonlyMap<string, number>
  /** By its customer, in other orders. */
  bought: ReadonlyMap<string, number>
}

/** Units that an order is to have of what promotions lock, by promotion and SKU. */
export interface ChangedUnits {
  orderId: string
  units: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** By their rules as they were for the order. */
  promotions: readonly Promotion[]
}

/** What a kind of reward adds to reckoning, ordering and stepping. All of it in constant queries. */
export interface RewardExtension {
  kinds: readonly RewardShape['kind'][]
  /** Units left of what is locked, by promotion and SKU, for those of its kinds that concern the cart. */
  unitsLeft?(
    db: Reader,
    promotions: readonly Promotion[],
    cart: Pick<CartSnapshot, 'lines' | 'group'>
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>
  /** Units that a customer has bought by it before, by promotion and SKU. */
  unitsBought?(
    db: Reader,
    promotions: readonly Promotion[],
    customerKeys: readonly string[]
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>
  /**
   * Looks at an order before its stock is claimed, and frees what is locked for it. A defined error refuses the order.
   */
  beforeClaim?(tx: Tx, order: ReckonedOrder): Promise<void>
  /** Takes what an order uses, once its stock is claimed. A defined error refuses the order. */
  take?(tx: Tx, order: PlacedOrder, applied: readonly AppliedPromotion[]): Promise<void>
  /** What an order that is to consist of something else may have of it. */
  openUnits?(
    db: Reader,
    promotions: readonly Promotion[],
    orderId: string
  ): Promise<ReadonlyMap<string, OpenUnits>>
  /**
   * Takes what an order has more of than before, before its stock is claimed; what is returned gives back what it has
   * less of, once its stock is free. A defined error refuses the change.
   */
  change?(tx: Tx, change: ChangedUnits): Promise<() => Promise<void>>
  /** Takes back what orders used that are over. */
  giveBack?(tx: Tx, uses: readonly ReturnedUse[]): Promise<void>
  /** The rule of a promotion of its kinds changes. A defined error refuses it. */
  changed?(tx: Tx, before: Promotion, after: Promotion, state: PromotionState): Promise<void>
  /** A promotion of its kinds takes a step: locks its stock when it goes live, frees it when it ends. */
  stepped?(
    tx: Tx,
    promotion: Promotion,
    step: { from: PromotionState; to: PromotionState }
  ): Promise<void>
}

/** An order that has been reckoned, and holds nothing yet. */
export interface ReckonedOrder {
  draft: OrderDraft
  evaluation: Evaluation
  compiled: CompiledPromotions
}

/** An order that has been priced, as extensions hear of it. */
export interface PlacedOrder extends ReckonedOrder {
  /** Ids of its lines: those of the draft, then the gifts. */
  lineIds: readonly string[]
  /** The ways its customer is known; see `customerKeysOf`. */
  customerKeys: readonly string[]
  customerId: string | null
}

/** Finds the promotion that a group is of; null: there is no such group, or it is over. */
export type GroupFinder = (db: Reader, groupId: string, now: Instant) => Promise<string | null>

/** What campaigns do with orders. Set by campaigns. */
export interface CampaignCounts {
  /** Counts an order that promotions apply to: those that belong to a campaign. Errors: PROMOTION_EXHAUSTED. */
  count(tx: Tx, order: PlacedOrder, promotions: readonly Promotion[]): Promise<void>
  /** Counts orders anew of which units are gone. */
  recount(tx: Tx, standing: readonly OrderStanding[]): Promise<void>
}

/** What every area of the plugin works with: `setup<Area>(scope)` is called once by plugin.ts. */
export interface PromotionsScope {
  ctx: PluginContext<PromotionsOptionsShape>
  parts: PromotionsParts
  /** The rules that count now, compiled. */
  compiled: CompiledSet
  /** Areas add theirs in their setup. */
  extensions: RewardExtension[]
  /** Set by groups. */
  findGroup: GroupFinder | undefined
  campaigns: CampaignCounts | undefined
  /** Set by pricing: unit prices and margin floors. Without it prices are list prices, and there is no floor. */
  pricing: Pricing | undefined
  /** Counts contacts under an index; undefined without an encryption key: limits per customer are refused then. */
  contactIndex: BlindIndex | undefined
}
