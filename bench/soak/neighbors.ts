import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startSandbox } from '#adapters/sandbox'
import type { Engines } from './engines.ts'

const ordersPerMinute = 120

/** What stands around a shop: a marketplace that sends orders, and a system that is told of each. */
export interface Neighbors {
  ordersPlaced(): number
  webhooksTaken(): number
  stop(): Promise<void>
}

/** Starts a simulated marketplace and a receiver of webhooks, and connects both. */
export async function startNeighbors({ urls, goods }: Engines): Promise<Neighbors> {
  const url = urls[0] as string
  const sandbox = await startSandbox({ ordersPerMinute })
  let taken = 0
  const receiver = createServer((request, reply) => {
    request.resume().on('end', () => {
      taken++
      reply.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  const channel = await create(url, goods.key, '/v1/channels', {
    platform: 'sandbox',
    name: 'Neighbor',
    settings: sandbox.credentials,
    unknownSkus: 'createUntracked',
    since: new Date(Date.now() - 60_000).toISOString(),
    pullEverySeconds: 10
  })
  sandbox.webhooks.url = `${url}/v1/channels/${channel.id}/webhook`
  await create(url, goods.key, '/v1/webhook-subscriptions', {
    url: `http://127.0.0.1:${port}/`,
    events: ['order.placed']
  })
  return {
    ordersPlaced: () => sandbox.world.orders.size,
    webhooksTaken: () => taken,
    stop: async () => {
      await sandbox.stop()
      receiver.closeAllConnections()
      receiver.close()
    }
  }
}

async function create(url: string, key: string, path: string, body: object) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID()
    },
    body: JSON.stringify(body)
  })
  if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`)
  return (await response.json()) as { id: string }
}
