import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../time.ts'
import { Overloaded } from './errors.ts'
import { toProblem } from './problem.ts'
import type { App } from './server.ts'

/** How often the loop's turns are marked: a request is off by at most as much. */
const tickMs = 20
/** A turn that has served fewer is long because of one piece of work, not because of too many callers. */
const servedMin = 8

/**
 * Refuses what has waited too long: with 503 and Retry-After, before anything is done for it.
 *
 * A process that is offered more than it can do takes ever longer for one turn of its event loop, since every turn
 * serves all that has come in. So the age of the turn tells how long a request has waited at least, and those beyond
 * `shedAfterMs` are refused until the turn is over. A refusal costs a fraction of an answer: the next turn is short
 * again, and nothing has to be remembered. What did not come over a connection has not waited.
 */
export function shedLoad(app: App, clock: Clock, shedAfterMs: number): void {
  const error = new Overloaded({ retryAfterSeconds: 1 })
  const body = JSON.stringify(toProblem(error))
  let turnBeganMs = clock.monotonicMs()
  let served = 0
  let shed = 0
  const timer = setInterval(() => {
    turnBeganMs = clock.monotonicMs()
    served = 0
    // One line for all that a turn has refused: a line for each would cost more than the refusal.
    if (shed > 0) app.log.warn({ shed }, 'overloaded: requests were refused')
    shed = 0
  }, tickMs).unref()
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', (request, reply, done) => {
    const isLate = served >= servedMin && clock.monotonicMs() - turnBeganMs > shedAfterMs
    if (!isLate || isExempt(request)) {
      served++
      return done()
    }
    shed++
    refuse(reply, body)
  })
}

function isExempt({ routeOptions, raw }: FastifyRequest): boolean {
  return routeOptions.config.always === true || !(raw.socket instanceof Socket)
}

function refuse(reply: FastifyReply, body: string): void {
  reply.code(503).header('retry-after', '1').type('application/problem+json').send(body)
}
