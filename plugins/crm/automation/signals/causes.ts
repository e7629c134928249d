import type { Tx } from '#core/transaction'

const causes = new WeakMap<Tx, ReadonlyMap<string, readonly string[]>>()

/**
 * Does something to customers in the name of automations: what happens to them meanwhile is known to come from those.
 * `chains`: by customer, the automations that led to it.
 */
export async function causedBy<Result>(
  tx: Tx,
  chains: ReadonlyMap<string, readonly string[]>,
  act: () => Promise<Result>
): Promise<Result> {
  causes.set(tx, chains)
  try {
    return await act()
  } finally {
    causes.delete(tx)
  }
}

/** The automations that led to what is happening to a customer, the first one first; none: something else did. */
export function chainOf(tx: Tx, customerId: string): readonly string[] {
  return causes.get(tx)?.get(customerId) ?? []
}
