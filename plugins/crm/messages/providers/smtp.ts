import type { Transporter } from 'nodemailer'
import type { MessagesOptionsShape } from '../options.ts'
import { mailOf } from './mail.ts'
import type { MessageProvider, OutgoingMessage, SendOutcome } from './provider.ts'

export type SmtpOptions = NonNullable<MessagesOptionsShape['smtp']>

/** What nodemailer says of a failure. */
interface SmtpFailure extends Error {
  code?: string
  command?: string
  responseCode?: number
  response?: string
}

/** Mailboxes that are not there, or no longer. Source: RFC 5321, 4.2.3. */
const addressCodes = new Set([550, 551, 553])
/** Enhanced codes that are about the mailbox itself: RFC 3463, X.1.* and disabled ones. */
const addressStatus = /\b5\.(1\.\d+|2\.1)\b/
const enhancedStatus = /\b5\.\d+\.\d+\b/

/**
 * Sends e-mails over SMTP by nodemailer, which is loaded with the first one. One pool of connections a process.
 *
 * A 5xx on the receiver or on the content is for good; refusals of the connection, the login or the sender are not: they
 * are about the settings, and every message would meet them.
 */
export function smtpProvider(options: SmtpOptions, shopName: string): MessageProvider {
  const { from: address, replyTo } = options
  let made: Promise<Transporter> | undefined
  const transport = () => {
    made ??= connect(options)
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

async function connect(options: SmtpOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const { host, port, security, user, password, connectionsMax, timeoutMs } = options
  return createTransport({
    pool: true,
    maxConnections: connectionsMax,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'unsafeNone',
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs
  })
}

function outcomeOf({ command, responseCode = 0, response, message }: SmtpFailure): SendOutcome {
  const reason = response ?? message
  const isForGood = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')
  if (!isForGood) return { status: 'retry', reason }
  const says = enhancedStatus.test(reason)
  const isMailbox = says ? addressStatus.test(reason) : addressCodes.has(responseCode)
  return { status: 'refused', reason, isAddress: command === 'RCPT TO' && isMailbox }
}
