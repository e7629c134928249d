import { defineError } from '#core/errors'

export const ScheduledPeriodFixed = defineError({
  code: 'REPORT_SCHEDULED_PERIOD_FIXED',
  status: 422,
  title: 'A scheduled report is of days that do not change',
  detail: (f: { from: string; to: string }) =>
    `period: each run would be of ${f.from} to ${f.to}; name a period that moves, such as lastWeek`
})

export const ScheduleFieldUnfit = defineError({
  code: 'REPORT_SCHEDULE_UNFIT',
  status: 422,
  title: 'The schedule contradicts itself',
  detail: (f: { field: string; every: string; of: string }) =>
    `${f.field}: it is of every ${f.of}, and this is every ${f.every}; leave it out`
})

export const definitionErrors = [ScheduledPeriodFixed, ScheduleFieldUnfit]
