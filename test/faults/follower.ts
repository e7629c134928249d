import { definePlugin, insertAll, type Plugin } from 'shopkeeper'

declare module 'shopkeeper' {
  interface Tables {
    followedOrders: { orderId: string }
  }
}

/** A plugin that writes down each order after it was placed: what the outbox has lost or doubled is seen here. */
export const follower = definePlugin({
  name: 'follower',
  needs: ['orders'],
  migrations: [
    { id: '0001-followed', sql: 'create table followed_orders (order_id text not null);' }
  ],
  setup(ctx) {
    ctx.after('order.placed', (batch, job) =>
      job.complete((tx) =>
        insertAll(
          tx,
          'followedOrders',
          batch.map(({ orderId }) => ({ orderId }))
        )
      )
    )
  }
}) as Plugin
