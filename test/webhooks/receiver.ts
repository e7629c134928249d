import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { collectGarbage } from '../garbage.ts'

/** One request as an endpoint has received it. */
export interface Received {
  headers: IncomingHttpHeaders
  body: string
  path: string
}

export type Respond = (response: ServerResponse, received: Received) => void

/** A real HTTP endpoint that notes what it gets. */
export interface Receiver {
  url: string
  received: Received[]
  /** How it answers from now on. Default: 204. */
  respond: Respond
}

export const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Respond =>
  (response) => {
    response.writeHead(status, headers).end(body)
  }

/** Answers without an end, a byte at a time; garbage is collected meanwhile, which a deadline has to outlive. */
export const drip =
  (everyMs: number, onCut: () => void = () => undefined): Respond =>
  (response) => {
    response.writeHead(200)
    const drops = setInterval(() => {
      response.write('.')
      collectGarbage()
    }, everyMs)
    response.on('close', () => {
      clearInterval(drops)
      onCut()
    })
  }

/** Starts an endpoint on a free port; it is closed when the test ends. */
export async function startReceiver(test: Test, respond: Respond = answer(204)): Promise<Receiver> {
  const receiver: Receiver = { url: '', received: [], respond }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { headers, url: path = '' } = request
    const received = { headers, body: Buffer.concat(chunks).toString('utf8'), path }
    receiver.received.push(received)
    receiver.respond(response, received)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
  test.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return receiver
}
