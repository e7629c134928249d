import type { Scenario } from '../scenario.ts'

/** What we offer: created, changed, paused and read back. */
export const listings: Scenario[] = [
  {
    name: 'a SKU that is published is offered, once the platform has decided',
    needs: ({ listings }) => listings !== false && listings.write !== false,
    async run(t, stand) {
      const account = await stand.account(t)
      const { sku } = account.simulator.products[0]!
      const url = `/v1/channels/${account.channelId}/listings/publish`
      const { status, body } = await stand.call('POST', url, { skus: [sku] })
      t.equal(status, 202, JSON.stringify(body))
      const states = () =>
        stand.engine.db
          .selectFrom('channelWrites')
          .select(['state', 'reason'])
          .where('channelId', '=', account.channelId)
          .execute()
      await stand.until(async () => {
        account.simulator.decideSubmissions?.()
        const rows = await states()
        return rows.length > 0 && rows.every(({ state }) => ['done', 'rejected'].includes(state))
      }, 'the end of the publication')
      t.same(await states(), [{ state: 'done', reason: null }])
      t.ok(account.simulator.listingOf(sku) !== null)
    }
  }
]
