import type { SlaClockRow } from './tables.ts'

/** Names the alerts about a clock. */
export function alertsOf({ id: subjectId, target }: Pick<SlaClockRow, 'id' | 'target'>) {
  const subject = { subjectType: 'slaClock', subjectId }
  const soon = target === 'platform' ? 'aftersales.platform-due-soon' : 'aftersales.sla-due-soon'
  return {
    dueSoon: {
      kind: soon as 'aftersales.platform-due-soon' | 'aftersales.sla-due-soon',
      ...subject
    },
    breached: { kind: 'aftersales.sla-breached' as const, ...subject }
  }
}
