import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { definePlugin } from 'shopkeeper'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { buildTestEngine } from '../../harness.ts'

const blockMs = 100
const shedAfterMs = 300

/** A route that keeps the process to itself for a while, as too much work does. */
const busy = definePlugin({
  name: 'busy' as never,
  setup(ctx) {
    ctx.routes(async (app) => {
      app.get(
        '/busy',
        {
          config: { public: true },
          schema: {
            operationId: 'beBusy',
            summary: 'Keep the process busy',
            response: { 200: Type.Object({ isDone: Type.Boolean() }) }
          }
        },
        async () => {
          const untilMs = performance.now() + blockMs
          while (performance.now() < untilMs);
          return { isDone: true }
        }
      )
    })
    return {} as never
  }
})

/** Connections that the server has answered on before, so that what they send next is read at once. */
async function openSockets(t: Test, address: string, count: number): Promise<Socket[]> {
  const { hostname, port } = new URL(address)
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(Number(port), hostname).setNoDelay(true)
      t.teardown(() => socket.destroy())
      socket.write('GET /healthz HTTP/1.1\r\nhost: shop\r\n\r\n')
      await once(socket, 'data')
      return socket
    })
  )
}

function ask(socket: Socket, path: string): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n`)
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  return new Promise((resolve) => socket.on('end', () => resolve(text)))
}

t.test(
  'overload: what has waited too long is refused, and the process still says it lives',
  async (t) => {
    const { engine, logged } = await buildTestEngine(
      t,
      'sqlite',
      { plugins: [busy], http: { port: 0, shedAfterMs } },
      {}
    )
    const address = (await engine.start()) as string
    const sockets = await openSockets(t, address, 60)
    // All of them are written before the process reads any: one turn of its loop meets them all.
    const answers = sockets.map((socket, index) => ask(socket, index % 2 ? '/healthz' : '/v1/busy'))
    const texts = await Promise.all(answers)
    const statuses = texts.map((text) => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]))
    t.ok(statuses.filter((_, index) => index % 2 === 1).every((status) => status === 200))
    const refused = texts.filter((_, index) => index % 2 === 0 && statuses[index] === 503)
    t.ok(refused.length > 0, `${refused.length} of 30 were refused`)
    for (const text of refused) {
      t.match(text, /retry-after: 1\r\n/i)
      t.match(text, /"code":"OVERLOADED"/)
    }
    t.ok(
      logged.some(({ shed }) => Number(shed) > 0),
      'the log counts them'
    )
    const [later] = await openSockets(t, address, 1)
    t.match(await ask(later!, '/v1/busy'), /^HTTP\/1\.1 200/, 'the next one is answered')
  }
)
