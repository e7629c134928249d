import * as orders from './read-orders.ts'
import { GraphqlRefusal, userError } from './refusal.ts'
import * as returns from './returns.ts'
import type { Shop } from './shop.ts'
import * as catalog from './write-catalog.ts'
import * as effects from './write-orders.ts'

type Operation = (shop: Shop, variables: never) => object

const { spanIn: _spanIn, ...orderOperations } = orders
const { openReturn: _openReturn, returnThere: _returnThere, ...returnOperations } = returns

/** What the documents of the adapter do, by the names of their operations. */
const operations: Readonly<Record<string, Operation>> = {
  ...orderOperations,
  ...returnOperations,
  ...catalog,
  ...effects,
  listSubscriptions,
  subscribeTo
}

/** Runs an operation; one with a key once. Errors: GraphqlRefusal. */
export function run(shop: Shop, name: string, variables: Record<string, unknown>): object {
  const operation = operations[name]
  if (!operation) throw new GraphqlRefusal('BAD_REQUEST', `No operation named "${name}"`)
  const { key } = variables
  if (typeof key !== 'string') return operation(shop, variables as never)
  const sent = JSON.stringify(variables)
  const before = shop.answers.get(key)
  if (before && before.sent !== sent) {
    throw new GraphqlRefusal('BAD_REQUEST', 'The idempotency key was used with other parameters')
  }
  const answer = before?.answer ?? operation(shop, variables as never)
  const isDone = !JSON.stringify(answer).includes('"userErrors":[{')
  if (isDone) shop.answers.set(key, { sent, answer })
  return answer
}

function listSubscriptions(shop: Shop, { topics, uri }: { topics: string[]; uri: string }) {
  const nodes = shop.subscriptions.filter((one) => one.uri === uri && topics.includes(one.topic))
  return { webhookSubscriptions: { nodes } }
}

function subscribeTo(
  shop: Shop,
  { topic, webhookSubscription }: { topic: string; webhookSubscription: { uri: string } }
) {
  const { uri } = webhookSubscription
  if (shop.subscriptions.some((one) => one.topic === topic && one.uri === uri)) {
    const text = 'Address for this topic has already been taken'
    return { webhookSubscriptionCreate: userError(text, ['webhookSubscription', 'uri']) }
  }
  shop.subscriptions.push({ topic, uri })
  return { webhookSubscriptionCreate: { userErrors: [] } }
}
