import { Worker as BullWorker, type Job, type WorkerOptions } from 'bullmq'

/** A drawn ticket. Its id is all there is to it. */
export type DrawnTicket = Job<0, 0>

/**
 * The tickets of one queue. BullMQ's own loop is not used: it draws one ticket for each free slot and holds it until
 * the job has ended, where this engine draws one for many jobs and ends it as soon as they are claimed.
 */
export class TicketSource extends BullWorker<0, 0> {
  constructor(queue: string, options: WorkerOptions) {
    super(queue, undefined, { ...options, autorun: false })
  }

  /** Waits a second at most for a ticket. */
  async draw(): Promise<DrawnTicket | undefined> {
    return this.getNextJob(this.id)
  }

  /** Ends a ticket. With `isMore` the next one comes along, if there is one. */
  async finish(ticket: DrawnTicket, isMore: boolean): Promise<DrawnTicket | undefined> {
    return this.handleCompleted(0, ticket, this.id, () => isMore)
  }

  /** The stall check comes again by itself: a pause after a failure would only hold up the end of the process. */
  protected override async checkConnectionError<T>(
    check: () => Promise<T>
  ): Promise<T | undefined> {
    return check().catch((error) => {
      this.emit('error', error)
      return undefined
    })
  }
}
