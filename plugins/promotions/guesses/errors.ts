import { defineError } from '#core/errors'

export const CouponGuessing = defineError({
  code: 'COUPON_GUESSING',
  status: 429,
  title: 'Too many wrong codes were tried',
  retryable: true,
  detail: (f: { retryAfterSeconds: number }) =>
    `no codes are looked at for ${f.retryAfterSeconds} s; without codes the cart is reckoned all the same`
})

export const guessErrors = [CouponGuessing]
