import { definePlugin } from '#core/plugin'
import { AftersalesOptions } from './options.ts'
import type { AftersalesScope } from './scope.ts'

/** What goes wrong after a sale: returns, refunds, disputes, reviews, and what is learned from them. */
export const aftersales = definePlugin({
  name: 'aftersales',
  needs: ['catalog', 'inventory', 'orders'],
  uses: ['channels', 'promotions', 'crm'],
  options: AftersalesOptions,
  migrations: [],
  errors: [],
  jobs: [],
  alerts: {},
  permissions: {},
  events: {
    'case.opened': 'A case is new',
    'case.changed': 'A case is in another state, or what it is about has changed'
  },
  setup(ctx) {
    const scope: AftersalesScope = {
      ctx,
      catalog: ctx.use('catalog'),
      inventory: ctx.use('inventory'),
      orders: ctx.use('orders'),
      channels: ctx.tryUse('channels'),
      promotions: ctx.tryUse('promotions'),
      crm: ctx.tryUse('crm'),
      areas: []
    }
    // In this order, since each builds on those before it: cases, refunds, goods, changes, sla, platform, reviews, quality.
    void scope
    return {}
  }
})
