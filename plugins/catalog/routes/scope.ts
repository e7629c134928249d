import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { PermissionMissing } from '#core/http/errors'
import type { PluginContext } from '#core/plugin'
import type { CatalogOptions, NewProductInput, NewVariantInput } from '../schema.ts'
import type { AvailabilitySource } from '../service/catalog-service.ts'
import type { ListedProducts } from '../service/listed.ts'
import type { CatalogRules } from '../service/products.ts'
import type { Viewer } from '../service/read.ts'

/** What all of the catalog's routes work with. */
export interface CatalogScope {
  ctx: PluginContext<Static<typeof CatalogOptions>>
  rules: CatalogRules
  availability: AvailabilitySource
  listed: ListedProducts
}

/** Through whose eyes a request reads the catalog. */
export function viewerOf({ availability }: CatalogScope, request: FastifyRequest): Viewer {
  return { canSeeCost: request.can('catalog:cost'), availability: availability.reader }
}

/** Who may not see a cost may not set one. Errors: PERMISSION_MISSING. */
export function assertCostAllowed(
  request: FastifyRequest,
  variants: readonly Pick<Partial<NewVariantInput>, 'cost'>[]
): void {
  const isGiven = variants.some(({ cost }) => cost !== undefined)
  if (isGiven && !request.can('catalog:cost')) {
    throw new PermissionMissing({ permission: 'catalog:cost' })
  }
}

/** The variants of a body, for `assertCostAllowed`. */
export function variantsOf(products: readonly NewProductInput[]): NewVariantInput[] {
  return products.flatMap(({ variants }) => variants ?? [])
}
