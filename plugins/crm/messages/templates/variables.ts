/** What every template may use, and what it stands for in a preview without a customer. */
export const customerVariables = {
  'customer.name': 'Ann Example',
  'shop.name': 'My shop',
  'points.balance': '1200',
  tier: 'Gold',
  'unsubscribe.url': 'https://shop.example/v1/unsubscribe/sample'
} as const satisfies Record<string, string>
export type CustomerVariable = keyof typeof customerVariables

/** What every template may use and whoever sends it has to give. */
export const givenVariables = { 'coupon.code': 'SAVE10-ABCD' } as const satisfies Record<
  string,
  string
>

/** A variable that a template declares: one of its own, or one of ours that may have nothing to say. */
export interface Declared {
  name: string
  /** Stands for it in a preview. */
  sample?: string | undefined
  /** Stands for it when nothing is given, or the customer has none. */
  default?: string | undefined
}

export function isCustomerVariable(name: string): name is CustomerVariable {
  return Object.hasOwn(customerVariables, name)
}

/** Every name that a template with these declarations may use. */
export function knownNames(declared: readonly Declared[]): string[] {
  return [
    ...Object.keys(customerVariables),
    ...Object.keys(givenVariables),
    ...declared.map(({ name }) => name)
  ]
}
