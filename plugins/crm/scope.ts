import type { RawBuilder } from 'kysely'
import type { Static } from 'typebox'
import type { Reader } from '#core/database/db'
import type { BlindIndex } from '#core/personal/blind-index'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { OrdersService } from '#plugins/orders'
import type { CouponOffers, CrmService } from './api.ts'
import type { PlacedOrders } from './customers/orders/placed.ts'
import type { MessageService } from './messages/service.ts'
import type { CrmOptions } from './options.ts'
import type { CrmOrderFactRow } from './tables.ts'

/** What an order contributed before and contributes now. A merge moves facts from one customer to another. */
export interface FactChange {
  before: Readonly<CrmOrderFactRow> | null
  after: Readonly<CrmOrderFactRow> | null
}

/** Members of one tree of merges that are reckoned to another customer from now on. */
export interface CustomerMove {
  fromId: string
  intoId: string
  /** Rows with one of these as `memberId` move, and no others. */
  memberIds: readonly string[]
}

/**
 * What an area of crm does when customers change: in the same transaction, for any number of them with a constant number
 * of queries, in the order in which the areas are set up.
 */
export interface CrmArea {
  /** Names its part of an export. */
  name: string
  /** Facts and totals are written already. Merges and unmerges come here too, without changes where no orders move. */
  onFacts?(tx: Tx, changes: readonly FactChange[]): Promise<void>
  /** Attributes, tags or consents of these living customers have changed, or they are new. */
  onChanged?(tx: Tx, customerIds: readonly string[]): Promise<void>
  /** Members were merged into another customer, or taken out of it; before their facts move. */
  onMoved?(tx: Tx, move: CustomerMove): Promise<void>
  /** Personal data of these members is gone; accounts stay, without a person. */
  onErased?(tx: Tx, memberIds: readonly string[]): Promise<void>
  /** What it knows of a person, for the export: every member of its tree. */
  exportOf?(db: Reader, memberIds: readonly string[]): Promise<unknown>
}

/** What the areas of crm share. Each has a `setup…(scope)` that `plugin.ts` calls. */
export interface CrmScope {
  ctx: PluginContext<Static<typeof CrmOptions>>
  /** Seals personal data. */
  key: Buffer
  /** Finds sealed contacts. */
  index: BlindIndex
  orders: OrdersService
  /** Orders on their way to their customers. */
  placed: PlacedOrders
  /** Asks for messages to customers, for the areas that are set up after it. */
  messages: MessageService
  /** Gives coupons, once promotions is set up; undefined: it is off. */
  coupons: CouponOffers | undefined
  /** Areas that want to know of changes; each adds itself in its setup. */
  areas: CrmArea[]
  /** Parts of the service that areas provide: each sets its own in its setup. */
  provides: CrmProvides
}

/** What `CrmService` takes from areas. An area that is not set up knows nothing. */
export interface CrmProvides {
  /**
   * What groups customers are in now, as parts of one query; each area adds its own. Columns: `customer_id`, `kind`
   * ('segment' or 'tier'), `handle`, `level`.
   */
  groupsOf: ((db: Reader, customerIds: readonly string[]) => RawBuilder<unknown>)[]
  known: CrmService['known']
  recordPoints: CrmService['recordPoints']
  giveBackPoints: CrmService['giveBackPoints']
}
