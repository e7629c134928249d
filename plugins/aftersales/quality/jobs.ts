import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: figures follow from orders and cases. */
export const measureQualityJob = defineJob({
  name: 'aftersales.measure-quality',
  title: 'Counts what was sold of each SKU and holds after-sales rates against their thresholds',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 60 * 60_000,
  schedule: { cron: '40 4 * * *', payload: {} }
})

/** Safe to repeat: a SKU is no longer marked once it is looked at. */
export const checkQualityJob = defineJob({
  name: 'aftersales.check-quality',
  title: 'Holds the rates of SKUs that have new cases against their thresholds',
  payload: Type.Object({}),
  key: () => 'dirty',
  attempts: 10,
  backoff: { baseMs: 5000, maxMs: 600_000 },
  timeoutMs: 600_000
})

export const qualityJobs = [measureQualityJob, checkQualityJob]
