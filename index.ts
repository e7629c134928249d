/*
 * The front door of the package: what operators, integrators and extenders import. The only place where core, jobs and
 * configuration meet.
 */
export type { Role } from '#core/access/roles'
export {
  type Adapter,
  type AdapterIo,
  type ChannelClient,
  type Classification,
  type DocumentPage,
  defineAdapter,
  type ItemOutcome,
  type PushHint,
  type Slice,
  type Source,
  type SourcePage
} from '#core/channel/adapter'
export * from '#core/channel/documents'
export { Secret } from '#core/channel/secret'
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
export type { Clock, Instant } from '#core/time'
export type { Tx } from '#core/transaction'
// First-party plugins by name: their tables, events and services are typed wherever `shopkeeper` is imported.
export type * as Catalog from '#plugins/catalog'
export type * as Channels from '#plugins/channels'
export type * as Inventory from '#plugins/inventory'
export type * as Orders from '#plugins/orders'
export type * as Webhooks from '#plugins/webhooks'
export {
  createEngine,
  defineConfig,
  type EngineConfig,
  type EngineOptions,
  loadConfig
} from './engine.ts'
