import { join, resolve } from 'node:path'
import { writeWhole } from '#core/files/write-whole'
import { composeMail } from '#core/mail/compose'
import type { Medium } from '../tables.ts'
import { mailOf } from './mail.ts'
import type { MessageProvider, OutgoingMessage, SendOutcome } from './provider.ts'

/** Mails that go nowhere come from nowhere. */
const sender = 'shop@outbox.invalid'

/**
 * Writes each message into a folder, for trials: an e-mail as `<id>.eml`, which mail programs open, anything else as
 * `<id>.json`. A file appears whole or not at all, and a second attempt writes over the first. Files hold what customers
 * would get, in the clear.
 */
export function outboxProvider(
  folder: string,
  shopName: string,
  media: readonly Medium[]
): MessageProvider {
  const root = resolve(folder)
  return {
    name: 'outbox',
    media,
    async send(message): Promise<SendOutcome> {
      const name = `${message.id}.${message.medium === 'email' ? 'eml' : 'json'}`
      try {
        const bytes = await bytesOf(message, shopName)
        await writeWhole(join(root, name), bytes)
        return { status: 'accepted', ref: name }
      } catch (error) {
        const { code, message: text } = error as NodeJS.ErrnoException
        return { status: 'retry', reason: `messages.outbox.folder: ${code ?? text}` }
      }
    }
  }
}

async function bytesOf(message: OutgoingMessage, shopName: string): Promise<Buffer> {
  if (message.medium !== 'email') return Buffer.from(`${JSON.stringify(message, null, 2)}\n`)
  return composeMail(mailOf(message, { name: shopName, address: sender }))
}
