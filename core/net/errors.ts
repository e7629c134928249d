import { defineError } from '../errors.ts'

/** Refuses what is no public destination, before anything is sent there. */
export const DestinationRefused = defineError({
  code: 'DESTINATION_REFUSED',
  status: 400,
  title: 'This address may not be called',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})
