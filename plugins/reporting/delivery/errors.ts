import { defineError } from '#core/errors'

export const MailNotConfigured = defineError({
  code: 'REPORT_MAIL_NOT_CONFIGURED',
  status: 422,
  title: 'Nothing here sends mail',
  detail: (f: { field: string; options: readonly string[] }) =>
    `${f.field}: set ${f.options.join(' or ')} of the plugin reporting, or leave it empty and subscribe to report.ready`
})

/** A mail that was not taken: the job tries again. */
export const ReportNotTaken = defineError({
  code: 'REPORT_NOT_TAKEN',
  status: 502,
  title: 'The mail server did not take the report',
  retryable: true,
  detail: (f: { deliveryId: string; reason: string }) => `${f.deliveryId}: ${f.reason}`
})

export const DeliveryNotEnded = defineError({
  code: 'REPORT_DELIVERY_NOT_ENDED',
  status: 409,
  title: 'The report is not to be sent again',
  detail: (f: { id: string; state: string }) =>
    `${f.id} is ${f.state}; only what has failed, or whose outcome is unknown, is sent again`
})

export const deliveryErrors = [MailNotConfigured, ReportNotTaken, DeliveryNotEnded]
