import { Type } from 'typebox'
import { Secret } from '../channel/secret.ts'
import { OneOf } from '../http/schemas.ts'

/** What an option says of a mail server, and of the sender of its mails: see `SmtpServer`. */
export const smtpFields = {
  host: Type.String({ minLength: 1, maxLength: 255 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535, default: 587 }),
  security: OneOf(['starttls', 'tls', 'unsafeNone'], {
    default: 'starttls',
    description:
      'starttls: refused where the server does not offer it; tls: from the first byte, as on port 465'
  }),
  user: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
  password: Type.Optional(Secret()),
  from: Type.String({
    format: 'email',
    maxLength: 320,
    description: "The sender; its name is the shop's"
  }),
  timeoutMs: Type.Integer({
    minimum: 1000,
    maximum: 30_000,
    default: 15_000,
    description: 'To connect, to be greeted, and between answers'
  })
}
