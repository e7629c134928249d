import { defineError } from '#core/errors'

export const PresaleBalanceNotDue = defineError({
  code: 'PRESALE_BALANCE_NOT_DUE',
  status: 409,
  title: 'The balance is not to be paid yet',
  retryable: true,
  detail: (f: { orderId: string; balanceFrom: string; balanceTo: string }) =>
    `${f.orderId}: the deposit is paid; the balance is paid from ${f.balanceFrom} to ${f.balanceTo}`
})

export const PresaleOverdue = defineError({
  code: 'PRESALE_OVERDUE',
  status: 409,
  title: 'The time to pay the balance is over',
  detail: (f: { orderId: string; balanceTo: string }) => `${f.orderId}: until ${f.balanceTo}`
})

export const PresaleMixed = defineError({
  code: 'PRESALE_MIXED',
  status: 422,
  title: 'Two presales do not go into one order',
  detail: (f: { promotionIds: readonly string[] }) =>
    `${f.promotionIds.join(', ')}: their balances are paid at different times; place an order for each`
})

export const presaleErrors = [PresaleBalanceNotDue, PresaleOverdue, PresaleMixed]
