import { defineError } from '#core/errors'

export const ReportSubjectInvalid = defineError({
  code: 'REPORT_SUBJECT_INVALID',
  status: 422,
  title: 'It is not clear what the report is to be about',
  detail: (f: { field: string; fix: string }) => `${f.field}: ${f.fix}`
})

export const BuiltInUnknown = defineError({
  code: 'REPORT_BUILT_IN_UNKNOWN',
  status: 422,
  title: 'There is no such built-in report',
  detail: (f: { name: string; known: readonly string[] }) =>
    `builtIn.name: ${JSON.stringify(f.name)} is none of ${f.known.join(', ')}`
})

export const ReportSectionUnknown = defineError({
  code: 'REPORT_SECTION_UNKNOWN',
  status: 404,
  title: 'The report has no such section',
  detail: (f: { section: string; known: readonly string[] }) =>
    `section: ${JSON.stringify(f.section)} is none of ${f.known.join(', ')}`
})

export const runErrors = [ReportSubjectInvalid, BuiltInUnknown, ReportSectionUnknown]
