import type { PluginContext } from '#core/plugin'
import type { CatalogService } from '#plugins/catalog'
import type { CrmService } from '#plugins/crm'
import type { OrdersService } from '#plugins/orders'

/** What pricing works with: a part of the plugin's own scope. */
export interface PricingScope {
  ctx: PluginContext<{
    priceChangeMaxBps: number
    marginDropBps: number
    marginDropDays: number
    simulatedOrdersMax: number
  }>
  parts: {
    catalog: CatalogService
    orders: OrdersService
    /** Undefined when crm is off: price lists for segments and tiers are refused then. */
    crm: CrmService | undefined
  }
}
