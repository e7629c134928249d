import { join, resolve } from 'node:path'
import type { SendMailOptions, Transporter } from 'nodemailer'
import { writeWhole } from '#core/files/write-whole'
import { composeMail } from '#core/mail/compose'
import { connectSmtp, isRefusedForGood, type SmtpFailure } from '#core/mail/smtp'
import { MailNotConfigured } from './errors.ts'
import type { DeliveryOptionsShape } from './options.ts'

/** A mail with its files. `id` is the same in every attempt: receivers know a second copy by it. */
export interface ReportMail {
  id: string
  to: string
  subject: string
  text: string
  html: string
  at: string
  files: readonly { name: string; contentType: string; bytes: Buffer }[]
}

/** `unknown`: it broke off after the server had begun to read, and may have taken it. */
export type MailOutcome =
  | { status: 'sent'; ref: string | null }
  | { status: 'retry' | 'refused' | 'unknown'; reason: string }

/** Hands mails over; called outside of any transaction. Errors: the reason of `signal` alone. */
export interface MailTransport {
  send(mail: ReportMail, signal: AbortSignal): Promise<MailOutcome>
  close(): Promise<void>
}

const optionNames = ['delivery.smtp', 'delivery.outbox'] as const

/** Errors: REPORT_MAIL_NOT_CONFIGURED, naming the options. */
export function assertCanMail({ smtp, outbox }: DeliveryOptionsShape, field = 'recipients'): void {
  if (!smtp && !outbox) throw new MailNotConfigured({ field, options: optionNames })
}

/** What the config gives; undefined: nothing sends mail. */
export function transportOf(
  { smtp, outbox }: DeliveryOptionsShape,
  shopName: string
): MailTransport | undefined {
  if (smtp) return smtpTransport(smtp, shopName)
  return outbox && outboxTransport(outbox.folder, shopName)
}

function mailOf(mail: ReportMail, from: { name: string; address: string }): SendMailOptions {
  const { id, to, subject, text, html, at, files } = mail
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  return {
    messageId: `<${id}@${domain}>`,
    date: new Date(at),
    from,
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    ...{ subject, text, html },
    attachments: files.map(({ name, contentType, bytes }) => {
      return { filename: name, contentType, content: bytes }
    }),
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true
  }
}

/** Mails over SMTP, a connection for each. */
function smtpTransport(
  options: NonNullable<DeliveryOptionsShape['smtp']>,
  name: string
): MailTransport {
  let made: Promise<Transporter> | undefined
  return {
    async send(mail, signal) {
      try {
        made ??= connectSmtp(options)
        const { response } = await (await made).sendMail(
          mailOf(mail, { name, address: options.from })
        )
        return { status: 'sent', ref: response ? String(response) : null }
      } catch (error) {
        signal.throwIfAborted()
        return outcomeOf(error as SmtpFailure)
      }
    },
    close: async () => (await made)?.close()
  }
}

/** Without an answer to the content, nobody knows. */
function outcomeOf(failure: SmtpFailure): MailOutcome {
  const { command, responseCode = 0, response, message } = failure
  const reason = response ?? message
  if (command === 'DATA' && responseCode === 0) return { status: 'unknown', reason }
  return { status: isRefusedForGood(failure) ? 'refused' : 'retry', reason }
}

/** Writes each mail into a folder as `<id>.eml`, which mail programs open. */
function outboxTransport(folder: string, name: string): MailTransport {
  const root = resolve(folder)
  return {
    async send(mail) {
      const from = { name, address: 'reports@outbox.invalid' }
      const bytes = await composeMail(mailOf(mail, from))
      const file = `${mail.id}.eml`
      try {
        await writeWhole(join(root, file), bytes)
        return { status: 'sent', ref: file }
      } catch (error) {
        const { code, message: text } = error as NodeJS.ErrnoException
        return { status: 'retry', reason: `delivery.outbox.folder: ${code ?? text}` }
      }
    },
    close: async () => undefined
  }
}
