import { definePlugin } from '#core/plugin'
import './tables.ts'
import { catalogErrors } from './errors.ts'
import { catalogMigrations } from './migrations/index.ts'
import { categoryRoutes } from './routes/categories.ts'
import { mediaRoutes } from './routes/media.ts'
import { productRoutes } from './routes/products.ts'
import { transferRoutes } from './routes/transfer.ts'
import { variantRoutes } from './routes/variants.ts'
import { CatalogOptions } from './schema.ts'
import { type AvailabilitySource, createCatalogService } from './service/catalog-service.ts'
import { ListedProducts } from './service/listed.ts'
import { exportRows } from './transfer/export.ts'
import { importFile } from './transfer/import.ts'

/** Products, variants, prices, media and categories. */
export const catalog = definePlugin({
  name: 'catalog',
  options: CatalogOptions,
  migrations: catalogMigrations,
  errors: catalogErrors,
  permissions: {
    'catalog:read': {
      title: 'See products, variants and prices',
      roles: ['manager', 'buyer', 'marketer', 'support', 'clerk', 'analyst', 'integration']
    },
    'catalog:write': {
      title: 'Change products, variants, prices and categories; import',
      roles: ['manager', 'buyer', 'marketer', 'integration']
    },
    'catalog:cost': { title: 'See and change what variants cost us', roles: ['manager', 'buyer'] }
  },
  events: {
    'variant.created': 'Variants are new',
    'variant.changed': 'SKU, title, tracking or lifecycle of variants changed',
    'variant.deleted': 'Variants of a draft are about to be deleted; a handler may veto',
    'price.changed': 'List prices are new, changed or gone',
    'cost.changed': 'What variants cost us has changed'
  },
  setup(ctx) {
    const { publishScoreMin } = ctx.options
    const rules = { currency: ctx.shop.currency, publishScoreMin }
    const availability: AvailabilitySource = { reader: undefined }
    const scope = { ctx, rules, availability, listed: new ListedProducts() }
    ctx.routes(async (app) => {
      await app.register(productRoutes(scope))
      await app.register(variantRoutes(scope))
      await app.register(mediaRoutes(scope))
      await app.register(categoryRoutes(scope))
      await app.register(transferRoutes(scope))
    })
    return createCatalogService(rules, availability, {
      importProducts: (file, format, onProgress) =>
        importFile(file, format, {
          transaction: (work) => ctx.transaction(work, { actor: 'cli' }),
          rules: { ...rules, canSetCost: true },
          maxBytes: ctx.options.importMaxBytes,
          rowBytesMax: ctx.options.rowMaxBytes,
          onProgress
        }),
      exportProducts: (db, format) => exportRows(db, format, { canSeeCost: true })
    })
  }
})
