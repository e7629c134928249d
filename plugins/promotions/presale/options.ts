import { OneOf } from '#core/http/schemas'

/** Options of presales, for the plugin's own. */
export const presaleOptions = {
  presaleDeposit: OneOf(['keep', 'refund'], {
    default: 'keep',
    description: 'What becomes of a deposit whose balance is not paid in time'
  })
}
