import { agree, type Scenario } from '../scenario.ts'

/** Hints from the platform: a genuine one is fetched for, any other is turned away. */
export const webhooks: Scenario[] = [
  {
    name: 'a webhook has its order fetched; the same one again does nothing',
    needs: ({ orders }) => orders.push !== false && orders.push.by === 'webhook',
    async run(t, stand) {
      const account = await stand.account(t)
      await stand.pull(account)
      const { externalId } = account.simulator.placeOrder({ status: 'paid' })
      const statuses = await account.simulator.sendWebhook!(externalId, 'twice')
      t.ok(
        statuses.every((status) => status >= 200 && status < 300),
        `answered with ${statuses}`
      )
      const isIn = async () => (await stand.ordersOf(account)).has(externalId)
      await stand.until(isIn, 'the order that the webhook told of')
      const rows = await stand.engine.db
        .selectFrom('channelInbox')
        .selectAll()
        .where('channelId', '=', account.channelId)
        .execute()
      t.equal(rows.length, 1)
    }
  },
  {
    name: 'a forged webhook, and an old one where the platform tells its time, are turned away',
    needs: ({ orders }) => orders.push !== false && orders.push.by === 'webhook',
    async run(t, stand) {
      const account = await stand.account(t)
      const { externalId } = account.simulator.placeOrder({ status: 'paid' })
      t.same(await account.simulator.sendWebhook!(externalId, 'forged'), [401])
      for (const status of await account.simulator.sendWebhook!(externalId, 'old')) {
        // Platforms that sign no time cannot be told apart from late ones: those are taken.
        t.ok([200, 401].includes(status), `an old one is answered with ${status}`)
      }
    }
  },
  {
    name: 'webhooks that never come are made up for by the next pull',
    needs: ({ orders }) => orders.push !== false,
    async run(t, stand) {
      const account = await stand.account(t)
      await stand.pull(account)
      account.simulator.placeOrder({ status: 'paid' })
      await agree(t, stand, account)
    }
  },
  {
    name: 'hints that wait with the platform are fetched for, and confirmed once they are kept',
    needs: ({ orders }) => orders.push !== false && orders.push.by === 'queue',
    async run(t, stand) {
      const account = await stand.account(t, { channel: { pullEverySeconds: 30 } })
      await stand.pull(account)
      const { externalId } = account.simulator.placeOrder({ status: 'paid' })
      account.simulator.queueHint!(externalId)
      account.simulator.queueHint!(externalId)
      const isIn = async () => (await stand.ordersOf(account)).has(externalId)
      await stand.until(isIn, 'the order that the hint told of')
      t.ok(true)
    }
  }
]
