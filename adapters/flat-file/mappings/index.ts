import { byColumns } from './by-columns.ts'
import type { InlineMapping } from './columns.ts'
import { generic } from './generic.ts'
import type { MappingFactory } from './mapping.ts'
import { onlineRetail } from './online-retail.ts'
import { shopifyExport } from './shopify-export.ts'

/** Ready mappings, by the name a config calls them. */
const readyMappings = {
  generic,
  'online-retail': onlineRetail,
  'shopify-export': shopifyExport
} as const satisfies Record<string, MappingFactory>

export type ReadyMapping = keyof typeof readyMappings

/** Names of the ready mappings. */
export const readyMappingNames = Object.keys(readyMappings) as ReadyMapping[]

/** The mapping that an account's setting stands for. */
export function mappingOf(setting: ReadyMapping | InlineMapping): MappingFactory {
  return typeof setting === 'string' ? readyMappings[setting] : byColumns(setting)
}
