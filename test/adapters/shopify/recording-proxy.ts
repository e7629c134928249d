import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { Test } from 'tap'
import { request } from 'undici'

/** A call of the API and what came back. */
export interface Exchange {
  query: string
  operationName: string
  variables: Record<string, unknown>
  data: Record<string, unknown> | null
}

/** Stands between a client and a simulated shop, and writes down what they say. */
export async function recordingProxy(
  t: Test,
  target: string
): Promise<{ baseUrl: string; exchanges: Exchange[] }> {
  const exchanges: Exchange[] = []
  const app = Fastify({ forceCloseConnections: true })
  app.post('/*', async ({ url, body, headers }) => {
    const answered = await request(target + url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-shopify-access-token': headers['x-shopify-access-token'] as string
      },
      body: JSON.stringify(body)
    })
    const answer = (await answered.body.json()) as Pick<Exchange, 'data'>
    exchanges.push({ ...(body as Exchange), data: answer.data ?? null })
    return answer
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const { port } = app.server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}`, exchanges }
}
