import type { SendMailOptions } from 'nodemailer'
import type { OutgoingMessage } from './provider.ts'

/** Who mails come from. */
export interface Sender {
  name: string
  address: string
  replyTo?: string | undefined
}

/**
 * A message as nodemailer takes it. Its `Message-ID` is made of our id, so a second copy is known as one; receiver and
 * sender are addresses as they are, never read from a header.
 */
export function mailOf(
  message: OutgoingMessage,
  { name, address, replyTo }: Sender
): SendMailOptions {
  const { id, to, subject, text, html, unsubscribeUrl, at } = message
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return {
    messageId: `<${id}@${domain}>`,
    date: new Date(at),
    from: { name, address },
    to: { name: '', address: to! },
    envelope: { from: address, to: [to!] },
    ...(replyTo !== undefined && { replyTo }),
    subject: subject ?? '',
    text,
    ...(html !== null && { html }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(unsubscribeUrl !== null && {
        'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
      })
    },
    disableFileAccess: true,
    disableUrlAccess: true
  }
}
