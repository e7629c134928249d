import type { ChannelOrderStatus } from '#core/channel/documents'
import type { OrderState } from './api.ts'
import { OrderStateIllegal } from './errors.ts'

/** Who may take a step: a person over the API, the engine by itself, or the channel by its word. */
export type StepActor = 'person' | 'engine' | 'channel'

const everybody = ['person', 'engine', 'channel'] as const
const wordOfChannel = ['channel'] as const
const byItself = ['engine'] as const

/**
 * The machine: from → to → who may. What is not here is refused.
 *
 * A channel may cancel what has left already (it is the channel's money); a person may not: goods come back as a
 * return. Nothing leaves `canceled` and `closed` by a person's hand.
 * Source: the merge of Taobao's, Amazon's and Saleor's machines; Vendure's rule that a delivered order can only be
 * canceled, to which we add that it is completed.
 */
export const steps: Readonly<
  Record<OrderState, Partial<Record<OrderState, readonly StepActor[]>>>
> = {
  draft: { awaiting_payment: ['person'], paid: ['person'], canceled: ['person'] },
  awaiting_payment: { paid: everybody, canceled: everybody, closed: ['person', 'engine'] },
  paid: {
    allocated: byItself,
    partially_shipped: everybody,
    shipped: everybody,
    canceled: everybody
  },
  allocated: {
    paid: byItself,
    partially_shipped: everybody,
    shipped: everybody,
    canceled: everybody
  },
  partially_shipped: { shipped: everybody, canceled: wordOfChannel },
  shipped: { delivered: everybody, completed: everybody, canceled: wordOfChannel },
  delivered: { completed: everybody, canceled: wordOfChannel },
  completed: { canceled: wordOfChannel },
  canceled: {},
  closed: {}
}

/** The states that an order may be taken to from here. */
export function legalSteps(from: OrderState, actor: StepActor): OrderState[] {
  return Object.entries(steps[from])
    .filter(([, actors]) => actors.includes(actor))
    .map(([to]) => to as OrderState)
}

/** Refuses a step that the machine does not have. Errors: ORDER_STATE_ILLEGAL names those it has. */
export function assertStep(
  order: { id: string; state: OrderState },
  to: OrderState,
  actor: StepActor
): void {
  if (steps[order.state][to]?.includes(actor)) return
  throw new OrderStateIllegal({
    orderId: order.id,
    from: order.state,
    to,
    legal: legalSteps(order.state, actor)
  })
}

/** What a channel's status means here. Null: it says nothing about how far the order has come. */
export const stateOfStatus: Readonly<Record<ChannelOrderStatus, OrderState | null>> = {
  awaiting_payment: 'awaiting_payment',
  paid: 'paid',
  partially_shipped: 'partially_shipped',
  shipped: 'shipped',
  delivered: 'delivered',
  completed: 'completed',
  canceled: 'canceled',
  on_hold: null,
  unmapped: null
}

const progress: Readonly<Record<OrderState, number>> = {
  draft: 0,
  awaiting_payment: 1,
  paid: 2,
  allocated: 2,
  partially_shipped: 3,
  shipped: 4,
  delivered: 5,
  completed: 6,
  closed: 7,
  canceled: 8
}

/**
 * Where an order stands by the channel's word and by what was done here: whichever is further.
 *
 * A channel that has not heard of our parcel yet says "paid" while the order is shipped; one whose parcel was
 * delivered says so before anybody here does.
 */
export function furtherState(channel: OrderState | null, own: OrderState | null): OrderState {
  if (channel === null) return own ?? 'awaiting_payment'
  if (own === null) return channel
  return progress[own] > progress[channel] ? own : channel
}

/** How far several have come together: as far as the one that is least far. Those that are over count if all are. */
export function leastState(states: readonly OrderState[]): OrderState {
  const live = states.filter((state) => !isDead(state))
  return (live.length > 0 ? live : states).reduce((least, state) =>
    progress[state] < progress[least] ? state : least
  )
}

/** Whether an order in this state still has to be served, so that it claims stock. */
export function claimsStock(state: OrderState): boolean {
  const at = progress[state]
  return at >= 1 && at <= 3
}

/** Whether all of it has left. */
export function hasLeft(state: OrderState): boolean {
  const at = progress[state]
  return at >= 4 && at <= 6
}

/** Whether it is over without having been served. */
export function isDead(state: OrderState): boolean {
  return progress[state] >= 7
}

/** Whether the buyer has paid by what the state says. */
export function impliesPaid(state: OrderState): boolean {
  const at = progress[state]
  return at >= 2 && at <= 6
}
