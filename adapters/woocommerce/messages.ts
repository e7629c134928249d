import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, MessageWrite } from '#core/channel/writes'
import type { WooClient } from './client.ts'
import { failures } from './errors.ts'
import { noteOnce } from './notes.ts'

/** Writes to the buyer of an order: a note that the shop mails. */
export async function sendMessage(client: WooClient, item: MessageWrite): Promise<ItemOutcome> {
  const [outcome] = await eachInTurn(
    failures,
    [item],
    async ({ messageId, orderExternalId, text }) => {
      const note = { orderId: orderExternalId, text, reference: messageId, isForBuyer: true }
      return { status: 'done', externalId: await noteOnce(client, note) }
    }
  )
  return outcome!
}
