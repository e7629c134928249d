import type { SendMailOptions } from 'nodemailer'

/** A mail as a server would get it: the bytes of an `.eml` file, which mail programs open. */
export async function composeMail(mail: SendMailOptions): Promise<Buffer> {
  const { createTransport } = await import('nodemailer')
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return (await composer.sendMail(mail)).message as Buffer
}
