import { defineError } from '../errors.ts'

/** Refuses what is no public destination, before anything is sent there. */
export const DestinationRefused = defineError({
  code: 'DESTINATION_REFUSED',
  status: 400,
  title: 'This address may not be called',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

/** What an address holds is not there now: it may be later. */
export const DownloadFailed = defineError({
  code: 'DOWNLOAD_FAILED',
  status: 503,
  title: 'An address did not hand out what it holds',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

/** What an address holds is not to be had, however often it is asked for. */
export const DownloadRefused = defineError({
  code: 'DOWNLOAD_REFUSED',
  status: 422,
  title: 'What this address holds cannot be taken',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})
