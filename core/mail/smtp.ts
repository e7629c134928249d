import type { Transporter } from 'nodemailer'

/** How a mail server is reached. */
export interface SmtpServer {
  host: string
  port: number
  security: 'starttls' | 'tls' | 'unsafeNone'
  user?: string | undefined
  password?: string | undefined
  timeoutMs: number
  /** Connections that are kept open for the next mails; undefined: one for each. */
  connectionsMax?: number
}

/** What nodemailer says of a failure. */
export interface SmtpFailure extends Error {
  code?: string
  /** What the server was asked last. */
  command?: string
  responseCode?: number
  response?: string
}

/** Mails over SMTP by nodemailer, which is loaded with the first one. */
export async function connectSmtp(server: SmtpServer): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const { host, port, security, user, password, timeoutMs, connectionsMax } = server
  return createTransport({
    ...(connectionsMax !== undefined && { pool: true, maxConnections: connectionsMax }),
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

/**
 * Whether a refusal is for good: a 5xx on the receiver or the content. On the connection, the login or the sender it is about
 * the settings, and every mail would meet it.
 */
export function isRefusedForGood({ command, responseCode = 0 }: SmtpFailure): boolean {
  return responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')
}
