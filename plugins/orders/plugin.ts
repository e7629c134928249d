import { Type } from 'typebox'
import { definePlugin } from '#core/plugin'
import * as errors from './errors.ts'
import { VariantOnOrders } from './errors.ts'
import { allocateWaitingJob, closeUnpaidJob, findLateJob } from './jobs.ts'
import { ordersMigration } from './migrations/0001-orders.ts'
import { erasedMigration } from './migrations/0002-erased.ts'
import { moneyMigration } from './migrations/0003-money.ts'
import { earlyNotesMigration } from './migrations/0004-early-notes.ts'
import { wordsMigration } from './migrations/0005-words.ts'
import type { PricingSource } from './price.ts'
import { proofs } from './proofs.ts'
import { orderedSkus } from './repository/waiting.ts'
import { actionRoutes } from './routes/actions.ts'
import { orderRoutes } from './routes/orders.ts'
import { queueRoutes } from './routes/queues.ts'
import { createOrdersService } from './service.ts'
import { allocateWaiting, closeUnpaid, findLate, mapWaitingLines, wakeWaiting } from './waiting.ts'

/** Orders of every channel: taken in, held to the stock, shipped, and told of. */
export const orders = definePlugin({
  name: 'orders',
  needs: ['catalog', 'inventory'],
  options: Type.Object(
    {
      unpaidAfterMinutes: Type.Integer({
        minimum: 0,
        maximum: 525_600,
        default: 1440,
        description: 'Orders placed here that are not paid by then are closed; 0: never'
      })
    },
    { additionalProperties: false }
  ),
  migrations: [
    ordersMigration,
    erasedMigration,
    moneyMigration,
    earlyNotesMigration,
    wordsMigration
  ],
  errors: Object.values(errors),
  permissions: {
    'orders:read': {
      title: 'See orders',
      roles: ['manager', 'buyer', 'marketer', 'support', 'clerk', 'analyst', 'integration']
    },
    'orders:write': {
      title: 'Place, change, ship and cancel orders',
      roles: ['manager', 'support', 'clerk', 'integration']
    },
    'orders:personal': {
      title: "See buyers' names, addresses and contacts",
      roles: ['manager', 'support', 'clerk', 'integration']
    }
  },
  events: {
    'order.placed': 'An order is new',
    'order.changed': 'The state, a hold, or what the channel says of an order has changed',
    'order.canceled': 'An order is canceled',
    'order.erased': 'The buyer was taken off an order for good',
    'creditNote.issued': 'Money was given back, or a debt written off',
    'creditNote.matched': 'The order of a credit note that came before it is there',
    'shipment.created': 'A parcel has left; its channel has to be told'
  },
  jobs: [allocateWaitingJob, findLateJob, closeUnpaidJob],
  alerts: {
    'order.unmapped-sku': {
      title: 'An order names a SKU that the catalog does not have',
      severity: 'warning',
      ownerRole: 'clerk'
    },
    'order.unmapped-status': {
      title: 'An order has a status that we do not know',
      severity: 'warning',
      ownerRole: 'integration'
    },
    'order.address': {
      title: 'An order cannot be delivered to its address',
      severity: 'warning',
      ownerRole: 'support'
    },
    'order.amounts': {
      title: 'An order has amounts that cannot be right',
      severity: 'warning',
      ownerRole: 'integration'
    },
    'order.restructured': {
      title: 'A channel changed an order that was split or merged here',
      severity: 'warning',
      ownerRole: 'clerk'
    },
    'order.short-stock': {
      title: 'There is not enough stock for an order that was accepted',
      severity: 'critical',
      ownerRole: 'clerk'
    },
    'order.over-shipped': {
      title: 'More has left than is ordered',
      severity: 'warning',
      ownerRole: 'clerk'
    },
    'order.late': {
      title: 'An order should have been shipped by now',
      severity: 'critical',
      ownerRole: 'clerk'
    }
  },
  setup(ctx) {
    const parts = {
      catalog: ctx.use('catalog'),
      inventory: ctx.use('inventory'),
      alerts: ctx.alerts
    }
    ctx.on('variant.created', (tx, variants) => mapWaitingLines(tx, parts, variants))
    ctx.on('variant.changed', async (tx, variants) => {
      await mapWaitingLines(tx, parts, variants)
      // What is no longer counted is never short again.
      const uncounted = variants.filter(({ isTracked }) => !isTracked)
      const stock = uncounted.map(({ id }) => ({
        variantId: id,
        available: Number.MAX_SAFE_INTEGER
      }))
      await wakeWaiting(tx, stock)
    })
    ctx.on('variant.deleted', async (tx, variants) => {
      const [sku] = await orderedSkus(tx, variants)
      if (sku !== undefined) throw new VariantOnOrders({ sku })
    })
    ctx.on('stock.changed', wakeWaiting)
    ctx.handle(allocateWaitingJob, (job) => allocateWaiting(job, parts))
    ctx.handle(findLateJob, (job) => findLate(job, parts))
    ctx.handle(closeUnpaidJob, async (job) => {
      const { unpaidAfterMinutes } = ctx.options
      if (unpaidAfterMinutes > 0) await closeUnpaid(job, parts, unpaidAfterMinutes)
    })
    for (const proof of proofs) ctx.proof(proof)
    const pricing: PricingSource = {
      pricer: undefined,
      admission: undefined,
      terms: undefined,
      mergeTerms: undefined
    }
    const scope = { ctx, parts, pricing }
    orderRoutes(scope)
    actionRoutes(scope)
    queueRoutes(scope)
    return createOrdersService({ ...parts, currency: ctx.shop.currency }, pricing)
  }
})
