import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A corner shop as its adapter meets it, over real HTTP. */
export interface CornerShop {
  baseUrl: string
  /** What was written last, by listing. */
  stock: Map<string, number>
  /** Fails that many of the next calls with a status. */
  fail(status: number, times: number): void
}

/** Starts a shop that has some orders, two a page. */
export async function startCornerShop(t: Test, orders: readonly object[]): Promise<CornerShop> {
  const stock = new Map<string, number>()
  const failures: number[] = []
  const server = createServer(async (request, reply) => {
    const answer = (status: number, body: unknown) =>
      reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const failure = failures.shift()
    if (failure !== undefined) return answer(failure, {})
    if (request.headers.authorization !== 'Bearer open-sesame') return answer(401, {})
    const url = new URL(request.url ?? '/', 'http://shop')
    if (url.pathname === '/stock') {
      const { items } = JSON.parse(Buffer.concat(chunks).toString())
      for (const { id, quantity } of items) stock.set(id, quantity)
      return answer(200, { results: items.map(({ id }: { id: string }) => ({ id, ok: true })) })
    }
    const since = url.searchParams.get('since') as string
    const until = url.searchParams.get('until') as string
    const found = orders.filter((order) => {
      const { changed } = order as { changed: string }
      return changed >= since && changed < until
    })
    const page = Number(url.searchParams.get('page'))
    const shown = found.slice((page - 1) * 2, page * 2)
    return answer(200, { orders: shown, pages: Math.ceil(found.length / 2) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    stock,
    fail: (status, times) => failures.push(...Array<number>(times).fill(status))
  }
}
