import type { Transporter } from 'nodemailer'
import { connectSmtp, isRefusedForGood, type SmtpFailure } from '#core/mail/smtp'
import type { MessagesOptionsShape } from '../options.ts'
import { mailOf } from './mail.ts'
import type { MessageProvider, OutgoingMessage, SendOutcome } from './provider.ts'

export type SmtpOptions = NonNullable<MessagesOptionsShape['smtp']>

/** Mailboxes that are not there, or no longer. Source: RFC 5321, 4.2.3. */
const addressCodes = new Set([550, 551, 553])
/** Enhanced codes that are about the mailbox itself: RFC 3463, X.1.* and disabled ones. */
const addressStatus = /\b5\.(1\.\d+|2\.1)\b/
const enhancedStatus = /\b5\.\d+\.\d+\b/

/** Sends e-mails over SMTP. One pool of connections a process. */
export function smtpProvider(options: SmtpOptions, shopName: string): MessageProvider {
  const { from: address, replyTo } = options
  let made: Promise<Transporter> | undefined
  const transport = () => {
    made ??= connectSmtp(options)
    return made
  }
  return {
    name: 'smtp',
    media: ['email'],
    async send(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome> {
      try {
        const mail = mailOf(message, { name: shopName, address, replyTo })
        const { response } = await (await transport()).sendMail(mail)
        return { status: 'accepted', ref: response ? String(response) : null }
      } catch (error) {
        signal.throwIfAborted()
        return outcomeOf(error as SmtpFailure)
      }
    },
    async close() {
      if (made) (await made).close()
    }
  }
}

function outcomeOf(failure: SmtpFailure): SendOutcome {
  const { command, responseCode = 0, response, message } = failure
  const reason = response ?? message
  if (!isRefusedForGood(failure)) return { status: 'retry', reason }
  const says = enhancedStatus.test(reason)
  const isMailbox = says ? addressStatus.test(reason) : addressCodes.has(responseCode)
  return { status: 'refused', reason, isAddress: command === 'RCPT TO' && isMailbox }
}
