import { once } from 'node:events'
import { connect } from 'node:net'
import { definePlugin, type Plugin } from 'shopkeeper'
import { Type } from 'typebox'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { gate } from './database/open.ts'
import { notes } from './notes.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'stop: a request that runs is answered, a new one is not taken, and twice is once',
    async (t) => {
      const [entered, finish] = [gate(), gate()]
      let stops = 0
      const slow = definePlugin({
        name: 'slow',
        needs: ['notes'],
        setup(ctx) {
          ctx.on('note.written', async () => {
            entered.open()
            await finish.opened
          })
          ctx.onStop(async () => {
            stops++
          })
        }
      }) as Plugin
      const config = { plugins: [notes, slow], adapters: [] }
      const { engine, call } = await buildTestEngine(t, kind, config)
      const { body: made } = await call({
        method: 'POST',
        url: '/v1/keys',
        body: { name: 'x', role: 'owner' }
      })
      const address = (await engine.start()) as string
      const running = fetch(`${address}/v1/notes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json' },
        body: '{"text":"a"}'
      })
      await entered.opened
      const stopping = [engine.stop(), engine.stop()]
      finish.open()
      const answer = await running
      t.equal(answer.status, 201)
      t.match(await answer.json(), { text: 'a' })
      await Promise.all(stopping)
      await engine.stop()
      t.equal(stops, 1)
      await t.rejects(fetch(`${address}/healthz`), 'nobody listens any more')
    }
  )

  t.test('stop: nobody is waited for who has asked nothing, or not to the end', async (t) => {
    const config = { plugins: [notes], adapters: [], jobs: { drainMs: 500 } }
    const { engine } = await buildTestEngine(t, kind, config)
    const { port } = new URL((await engine.start()) as string)
    const begin = async (text: string) => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => undefined).resume()
      await once(socket, 'connect')
      socket.write(text)
      return socket
    }
    const half = 'POST /v1/notes HTTP/1.1\r\nhost: shop\r\ncontent-length: 100\r\n'
    const sockets = await Promise.all(['', half, `${half}\r\n{"text":`].map(begin))
    await fetch(`http://127.0.0.1:${port}/healthz`)
    await Promise.all([engine.stop(), ...sockets.map((socket) => once(socket, 'close'))])
    t.pass('it has stopped')
  })

  t.test('stop: a part that fails to stop is logged and keeps nothing else open', async (t) => {
    const stuck = definePlugin({
      name: 'stuck',
      setup(ctx) {
        ctx.onStop(() => Promise.reject(new Error('stuck')))
      }
    }) as Plugin
    const { engine, logged } = await buildTestEngine(t, kind, { plugins: [stuck], adapters: [] })
    await engine.stop()
    t.ok(logged.some((line) => line.level === 50 && (line.err as Error).message === 'stuck'))
    await t.rejects(
      engine.transaction(async () => 1),
      'the database is closed'
    )
  })

  t.test('log: secrets and personal data never reach it', async (t) => {
    const canaries = [
      'sk_canary',
      '13800138000',
      'canary@example.com',
      'Canary Street',
      'Mrs Canary'
    ]
    const leaky = definePlugin({
      name: 'leaky',
      setup(ctx) {
        const [token, phone, email, street, name] = canaries
        ctx.log.info({ token, apiKey: token, authorization: token, phone, email }, 'flat')
        ctx.log.warn({ order: { buyer: { name, phone }, shippingAddress: { street } } }, 'nested')
        ctx.log.error({ account: { login: { password: token, email } } }, 'deep')
        ctx.routes(async (app) => {
          app.get(
            '/leak',
            {
              config: { public: true },
              schema: { operationId: 'leak', summary: 'Leak', response: { 200: Type.Object({}) } }
            },
            async (request) => {
              request.log.error({ req: { headers: request.headers } }, 'headers')
              const detail = `Key (email)=(${email}) already exists.`
              throw Object.assign(new Error('duplicate key'), { detail, parameters: [phone] })
            }
          )
        })
      }
    }) as Plugin
    const { logged, call } = await buildTestEngine(t, kind, { plugins: [leaky], adapters: [] })
    const headers = { authorization: 'Bearer sk_canary', cookie: 'session=sk_canary' }
    t.equal((await call({ url: '/v1/leak', as: null, headers })).status, 500)
    const text = JSON.stringify(logged)
    t.ok(
      ['flat', 'nested', 'deep', 'headers', 'duplicate key'].every((word) => text.includes(word))
    )
    for (const canary of canaries) t.notOk(text.includes(canary), `${canary} is not in the log`)
  })
})
