/** Jobs that one ticket stands for at most: enough for the cost of a ticket not to count. */
const jobsMax = 100

/** A row as a ticket is named after it. */
interface TicketHead {
  id: string
  claims: number
}

/**
 * Names tickets that stand for these jobs together. A ticket is named after one of its jobs and that job's claim, so
 * handing it over twice is harmless; the last part says for how many it stands.
 */
export function ticketsFor(rows: readonly TicketHead[], sizeMax: number = jobsMax): string[] {
  const tickets: string[] = []
  for (let at = 0; at < rows.length; at += sizeMax) {
    const { id, claims } = rows[at] as TicketHead
    // BullMQ allows no colon in a job's id, and plugins name jobs as they like.
    tickets.push(`${id.replaceAll(':', '.')}-${claims}-${Math.min(sizeMax, rows.length - at)}`)
  }
  return tickets
}

/** For how many jobs a ticket stands. */
export function sizeOf(ticket: string): number {
  return Number(ticket.slice(ticket.lastIndexOf('-') + 1))
}

/** The ticket for those of its jobs that whoever drew it has no room for. */
export function restOf(ticket: string, taken: number): string {
  return ticket.slice(0, ticket.lastIndexOf('-') + 1) + (sizeOf(ticket) - taken)
}
