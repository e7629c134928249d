import type { Test } from 'tap'
import { Agent } from 'undici'
import { simulateTaobao, taobao } from '#adapters/taobao'
import { openStand } from '../stand.ts'

export type Account = Parameters<typeof taobao.connect>[0]
export type Stand = Awaited<ReturnType<typeof open>>

/** Forms as they went over the wire. */
type Sent = { headers: Record<string, string>; body: string | Buffer }[]

/** A simulated shop and a client of it with a session. It is 16:00 in Beijing. */
export async function open(t: Test, settings: Partial<Account> = {}) {
  const sent: Sent = []
  const http = new Agent().compose((dispatch) => (options, handler) => {
    const { headers, body } = options
    sent.push({ headers: headers as Record<string, string>, body: body as string | Buffer })
    return dispatch(options, handler)
  })
  const stand = await openStand(t, taobao, { simulate: simulateTaobao, settings, http })
  await stand.renew()
  return { ...stand, sent }
}
