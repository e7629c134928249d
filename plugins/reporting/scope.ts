import type { Static } from 'typebox'
import type { PluginContext } from '#core/plugin'
import type { AftersalesService } from '#plugins/aftersales'
import type { CatalogService } from '#plugins/catalog'
import type { ChannelsService } from '#plugins/channels'
import type { CrmService } from '#plugins/crm'
import type { InventoryService } from '#plugins/inventory'
import type { OrdersService } from '#plugins/orders'
import type { PromotionsService } from '#plugins/promotions'
import type { BuiltInReport } from './built-in/built-in.ts'
import type { Cube, CubeDimension, Labels } from './cubes/cube.ts'
import type { Metric } from './metrics/metric.ts'
import type { ReportingOptions } from './options.ts'

/** What the areas of reporting share. Each has a `setup…(scope)` that `plugin.ts` calls. */
export interface ReportingScope {
  ctx: PluginContext<Static<typeof ReportingOptions>>
  catalog: CatalogService
  inventory: InventoryService
  orders: OrdersService
  channels: ChannelsService | undefined
  promotions: PromotionsService | undefined
  crm: CrmService | undefined
  aftersales: AftersalesService | undefined
  /** Each area that keeps figures adds its cubes in its setup, the smaller before the larger. */
  cubes: Cube[]
  /** Each area adds the metrics that its cubes allow. */
  metrics: Metric[]
  labels: Partial<Record<CubeDimension, Labels>>
  /** Each area adds the reports that it has ready. */
  builtIns: BuiltInReport[]
}
