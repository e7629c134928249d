import t from 'tap'
import { Agent } from 'undici'
import { callHttp, NoAnswer } from '#core/channel/http-call'
import { answer, drip, startReceiver } from '../webhooks/receiver.ts'

t.test('calls to platforms: the whole answer, in the time there is or none', async (t) => {
  const http = new Agent()
  t.teardown(() => http.destroy())
  const asked: unknown[] = []
  const take = async (operation: string, units?: number) => void asked.push([operation, units])
  const io = { http, pace: { take, learn: async () => undefined } }
  const receiver = await startReceiver(t, answer(409, { 'x-reason': 'taken' }, 'no'))
  const call = { operation: 'orders', units: 2, method: 'POST', url: receiver.url } as const
  const whole = await callHttp(io, { ...call, body: '{}' })
  t.match(whole, { status: 409, headers: { 'x-reason': 'taken' }, text: 'no' })
  t.same(asked, [['orders', 2]])
  receiver.respond = drip(20)
  await t.rejects(callHttp(io, { ...call, withinMs: 300 }), {
    name: 'NoAnswer',
    message: 'orders: not over within 300 ms'
  })
  receiver.respond = (response) => response.destroy()
  await t.rejects(callHttp(io, call), NoAnswer)
})
