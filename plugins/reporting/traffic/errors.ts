import { defineError } from '#core/errors'

export const TrafficRowInvalid = defineError({
  code: 'TRAFFIC_ROW_INVALID',
  status: 422,
  title: 'These figures cannot be taken',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const TrafficMappingInvalid = defineError({
  code: 'TRAFFIC_MAPPING_INVALID',
  status: 422,
  title: 'The columns cannot be read like that',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const TrafficFileTooLong = defineError({
  code: 'TRAFFIC_FILE_TOO_LONG',
  status: 413,
  title: 'The file has too many rows',
  detail: (f: { rowsMax: number }) => `at most ${f.rowsMax}; split it by days`
})

export const trafficErrors = [TrafficRowInvalid, TrafficMappingInvalid, TrafficFileTooLong]
