/** One call that a buyer has made, and the answer if there was one. */
export interface Attempt {
  path: string
  key: string
  body: Record<string, unknown>
  answer: Answer | null
}

export interface Answer {
  status: number
  text: string
  isReplay: boolean
}

/**
 * Buyers who place orders and hold carts over HTTP, each one after the other, until the API answers no more. Returns
 * every call they have made; the last one of each was not answered, or only just.
 */
export async function buyUntilItDies({
  address,
  key,
  buyers,
  prefix,
  attempts = []
}: {
  address: string
  /** API key of all of them. */
  key: string
  buyers: number
  /** Begins their idempotency keys. */
  prefix: string
  /** Where their calls are written down while they make them. */
  attempts?: Attempt[]
}): Promise<Attempt[]> {
  const buy = async (buyer: number) => {
    for (let turn = 0; turn < turnsMax; turn++) {
      const attempt = wishOf(prefix, buyer, turn)
      attempts.push(attempt)
      attempt.answer = await send(address, key, attempt)
      if (attempt.answer === null) return
    }
    throw new Error('the API was to die, and lives')
  }
  await Promise.all(Array.from({ length: buyers }, (_, buyer) => buy(buyer)))
  return attempts
}

const turnsMax = 1000

/** Two orders, then a cart; two SKUs, in both orders, so that buyers meet. */
function wishOf(prefix: string, buyer: number, turn: number): Attempt {
  const lines = [
    { sku: 'MUG', quantity: 1 },
    { sku: 'CUP', quantity: 2 }
  ]
  if ((buyer + turn) % 2 === 1) lines.reverse()
  const key = `${prefix}-${buyer}-${turn}`
  const isCart = turn % 3 === 2
  return isCart
    ? {
        path: '/v1/reservations',
        key,
        body: { owner: key, lines, ttlMs: 60_000 },
        answer: null
      }
    : { path: '/v1/orders', key, body: { lines, paidMinor: 3000 }, answer: null }
}

/** Ids of the orders that buyers have heard of. */
export function ordersAnswered(attempts: readonly Attempt[]): string[] {
  return attempts.flatMap(({ path, answer }) =>
    path === '/v1/orders' && answer?.status === 201 ? [JSON.parse(answer.text).id as string] : []
  )
}

/**
 * Makes every call again, with its key: whoever was answered must hear the same, and all others have it done now. Returns
 * those of which that is not true.
 */
export async function retryAll(
  address: string,
  apiKey: string,
  attempts: readonly Attempt[]
): Promise<{ attempt: Attempt; retry: Answer | null }[]> {
  const retries = await Promise.all(attempts.map((attempt) => send(address, apiKey, attempt)))
  return attempts.flatMap((attempt, index) => {
    const retry = retries[index] as Answer | null
    const { answer } = attempt
    const isSame = answer === null || (retry?.isReplay === true && retry.text === answer.text)
    return isSame && retry?.status === 201 ? [] : [{ attempt, retry }]
  })
}

/** Calls as a buyer does. Null: there was no answer. */
export async function send(
  address: string,
  apiKey: string,
  { path, key, body }: Pick<Attempt, 'path' | 'key' | 'body'>
): Promise<Answer | null> {
  try {
    const response = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': key
      },
      body: JSON.stringify(body)
    })
    const isReplay = response.headers.has('idempotency-replayed')
    return { status: response.status, text: await response.text(), isReplay }
  } catch {
    return null
  }
}
