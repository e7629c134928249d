import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { request } from 'undici'

/** A call and its answer, as they went over the wire. */
export interface Exchange {
  method: string
  /** Path with query. */
  path: string
  body: string
  headers: Record<string, string | string[] | undefined>
  status: number
  answer: string
}

/** Stands between a client and a server, and writes down what they say. */
export async function recordingProxy(
  t: Test,
  target: string
): Promise<{ url: string; exchanges: Exchange[] }> {
  const exchanges: Exchange[] = []
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming
    const body = await text(incoming)
    const forwarded = {
      'x-amz-access-token': headers['x-amz-access-token'] as string,
      ...(body !== '' && { 'content-type': headers['content-type'] as string })
    }
    const answered = await request(target + path, {
      method: method as 'GET',
      headers: forwarded,
      ...(body !== '' && { body })
    })
    const answer = await answered.body.text()
    exchanges.push({ method, path, body, headers, status: answered.statusCode, answer })
    outgoing.writeHead(answered.statusCode, { 'content-type': 'application/json' }).end(answer)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, exchanges }
}
