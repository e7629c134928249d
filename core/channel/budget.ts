/** How many calls a platform allows an account: a bucket that fills up steadily. */
export interface Budget {
  /** Name of the operation, as calls give it; `*`: of all that have no budget of their own. */
  operation: string
  /** Units that come back each second. */
  ratePerSecond: number
  /** Units that the bucket holds. */
  burst: number
}

/** What an answer tells of a budget. Whatever is missing was not said. */
export interface Learned {
  ratePerSecond?: number
  burst?: number
  /** Units that are left now. */
  available?: number
  /** The platform wants to be left alone for so long. */
  restMs?: number
}

/** The budgets of one account, shared by all who work for it. */
export interface Pace {
  /**
   * Takes units before a call; waits for a moment where that is enough. Errors: JOB_POSTPONED when the wait
   * is longer: the work is put back and spends no attempt.
   *
   * @param units default 1
   */
  take(operation: string, units?: number): Promise<void>
  /** Notes what an answer has said. */
  learn(operation: string, learned: Learned): Promise<void>
}
