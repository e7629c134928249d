import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Database } from '../database/open.ts'
import type { Clock } from '../time.ts'
import { Overloaded } from './errors.ts'
import { toProblem } from './problem.ts'

/**
 * How long requests are let in during one turn of the event loop. Node.js takes one new connection a turn: a loop
 * whose turns are long leaves callers, and whoever asks for its health, at the door.
 */
const turnMs = 3
/** As many are let in without a look at the time: they are no overload, and orders that come together share a commit. */
const freeEntries = 16
/** As many as go into a turn at most. */
const perTurnMax = 32
/** How long the line stands while the database has more to do than it has connections. */
const pauseMs = 2

const body = JSON.stringify(toProblem(new Overloaded({ retryAfterSeconds: 1 })))
const headers = {
  'content-type': 'application/problem+json',
  'content-length': Buffer.byteLength(body),
  'retry-after': '1'
}

interface Waiting {
  request: IncomingMessage
  response: ServerResponse
  arrivedMs: number
}

/**
 * What stands between the sockets and `listener`: lets requests in at the pace at which they are answered, and refuses
 * what has waited longer than `shedAfterMs` with 503 and Retry-After, before anything is done for it.
 *
 * A turn of the event loop serves all that has come in, so a process that is offered more than it can do takes ever
 * longer for one. Here a turn lets a few requests in, and more for a few milliseconds; what comes later waits in line
 * for the next turns, and for the database's connections. So turns stay short, and how long each has waited is known.
 * A refusal costs a fraction of an answer. Paths in `always` do not wait: who asks for the health of an engine under
 * load is answered.
 */
export function shedLoad(
  listener: RequestListener,
  shedAfterMs: number,
  always: ReadonlySet<string>,
  { clock, log, database }: { clock: Clock; log: Logger; database: Database }
): RequestListener {
  const line: Waiting[] = []
  let turnBeganMs: number | null = null
  let entered = 0
  let shed = 0

  const isOver = (nowMs: number) => turnBeganMs !== null && nowMs - turnBeganMs > turnMs

  const beginTurn = () => {
    // One line for all that a turn has refused: a line for each would cost more than the refusal.
    if (shed > 0) log.warn({ shed }, 'overloaded: requests were refused')
    shed = 0
    entered = 0
    if (line.length === 0) {
      turnBeganMs = null
      return
    }
    turnBeganMs = clock.monotonicMs()
    if (database.backend.isCrowded()) setTimeout(beginTurn, pauseMs)
    else setImmediate(beginTurn)
    for (let count = Math.min(line.length, perTurnMax); count > 0; count--) setImmediate(letNextIn)
  }

  // Immediates, since what a request does goes on in microtasks, and these run between immediates.
  const letNextIn = () => {
    const nowMs = clock.monotonicMs()
    if (isOver(nowMs)) return
    for (let [next] = line; next !== undefined; [next] = line) {
      const { request, response, arrivedMs } = next
      const isLate = nowMs - arrivedMs > shedAfterMs || request.destroyed
      if (!isLate && database.backend.isCrowded()) return
      line.shift()
      if (!isLate) return listener(request, response)
      shed++
      response.writeHead(503, headers).end(body)
    }
  }

  return (request, response) => {
    if (always.has(pathOf(request))) return listener(request, response)
    const nowMs = clock.monotonicMs()
    if (turnBeganMs === null) {
      turnBeganMs = nowMs
      setImmediate(beginTurn)
    }
    const isFree = line.length === 0 && (entered < freeEntries || !isOver(nowMs))
    if (isFree && !database.backend.isCrowded()) {
      entered++
      return listener(request, response)
    }
    line.push({ request, response, arrivedMs: nowMs })
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}
