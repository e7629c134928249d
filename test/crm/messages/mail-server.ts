import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Test } from 'tap'

/** A mail as the server was handed it. */
export interface Mail {
  from: string
  to: string[]
  /** The message as it came over the wire. */
  raw: string
  /** The user that has logged in. */
  user: string | undefined
}

/** How the server answers at some point: nothing is yes, else a code and a text. */
export type Refuse = (address: string) => { code: number; text: string } | undefined

/** A real SMTP server on a free port that notes what it gets. */
export interface MailServer {
  port: number
  mails: Mail[]
  /** Judges receivers. Default: anybody is fine. */
  refuseReceiver: Refuse
  /** Judges the content, by its receiver. */
  refuseContent: Refuse
}

/** Starts a server; it is closed when the test ends. Without TLS unless told. */
export async function startMailServer(
  test: Test,
  options: SMTPServerOptions = { disabledCommands: ['STARTTLS'] }
): Promise<MailServer> {
  const mails: Mail[] = []
  const told = (refusal: ReturnType<Refuse>) =>
    refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code })
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      password === 'right'
        ? done(null, { user: username })
        : done(Object.assign(new Error('no such login'), { responseCode: 535 })),
    onRcptTo: ({ address }, _, done) => done(told(made.refuseReceiver(address))),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const to = rcptTo.map(({ address }) => address)
        const refusal = told(made.refuseContent(to[0]!))
        if (refusal) return done(refusal)
        const raw = Buffer.concat(chunks).toString('utf8')
        mails.push({ from: mailFrom ? mailFrom.address : '', to, raw, user: session.user })
        done()
      })
    },
    ...options
  })
  const made: MailServer = {
    ...{ port: 0, mails },
    refuseReceiver: () => undefined,
    refuseContent: () => undefined
  }
  // A client that leaves in the middle is no failure of the test.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  made.port = (server.server.address() as AddressInfo).port
  test.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return made
}
