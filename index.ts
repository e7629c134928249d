/*
 * The front door of the package: what operators, integrators and extenders import. The only place where core, jobs and
 * configuration meet.
 */
export type { Role } from '#core/access/roles'
export { type Adapter, defineAdapter } from '#core/channel/adapter'
export type * from '#core/channel/authorization'
export type * from '#core/channel/budget'
export type * from '#core/channel/capabilities'
export { type Classification, classifyUnknown } from '#core/channel/classify'
export type * from '#core/channel/client'
export * from '#core/channel/documents'
export type { FaultChances } from '#core/channel/fault-chances'
export { FaultQueue } from '#core/channel/fault-queue'
export { callHttp, type HttpAnswer, type HttpCall, NoAnswer } from '#core/channel/http-call'
export type { AdapterIo } from '#core/channel/io'
export { instantInZone, localTimeOf, mapEach, parseLossless } from '#core/channel/reading'
export { Secret } from '#core/channel/secret'
export type * from '#core/channel/simulator'
export type * from '#core/channel/writes'
export { env } from '#core/config/load'
export type { Reader } from '#core/database/db'
export { pageOf } from '#core/database/keyset'
export type { Migration } from '#core/database/migrations'
export { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
export type { Engine } from '#core/engine/engine'
export { defineError, ShopkeeperError } from '#core/errors'
export { NotFound, VersionOutdated } from '#core/http/errors'
export * from '#core/http/schemas'
export { newId } from '#core/ids'
export { defineJob, type JobContext, JobPostponed } from '#core/jobs'
export { allocate, basisPointsOf, formatAmount, type Money, parseAmountMinor } from '#core/money'
export { definePlugin, type Plugin, type PluginContext } from '#core/plugin'
export type * from '#core/registry'
export { type Clock, type Instant, instantAt, instantMs, systemClock } from '#core/time'
export type { Tx } from '#core/transaction'
// First-party plugins by name: their tables, events and services are typed wherever `shopkeeper` is imported.
export type * as Catalog from '#plugins/catalog'
export type * as Channels from '#plugins/channels'
export type * as Crm from '#plugins/crm'
export type * as Inventory from '#plugins/inventory'
export type * as Orders from '#plugins/orders'
export type * as Promotions from '#plugins/promotions'
export type * as Webhooks from '#plugins/webhooks'
export {
  createEngine,
  defineConfig,
  type EngineConfig,
  type EngineOptions,
  loadConfig
} from './engine.ts'
