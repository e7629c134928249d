/*
 * Advice follows from rules, each with the figures that it stands on. Limits are set so that an ordinary week says little:
 * what is told every week is not read.
 */
export const limits = {
  /** A change of sales that is looked into. */
  salesRatio: 0.05,
  /** A rate that has grown by so much of itself, and by so many points. */
  rateRatio: 0.2,
  ratePoints: 0.005,
  /** A margin that has lost so many points. */
  marginPoints: 0.02,
  /** The part of sales without a cost that is told of. */
  uncostedShare: 0.05,
  /** A best-seller that lasts less long than this needs goods. */
  coverDays: 7,
  /** A channel's part of the whole change that is told of. */
  channelShare: 0.25
}
