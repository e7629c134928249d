import { maskAddress, maskPhone, maskText } from '#core/personal/mask'
import { unseal } from '#core/seal'
import type {
  ConsentStatus,
  CustomerAddressRow,
  CustomerConsentEventRow,
  CustomerNoteRow,
  CustomerRow,
  CustomerTimelineRow,
  CustomerTotalRow
} from '../tables.ts'
import type { Belonging } from './repository/belongings.ts'
import type { AddressBodyShape } from './schema.ts'

/** What a reader may see. */
export interface Viewer {
  canSeePersonal: boolean
}

/** How sealed fields are shown. */
export interface Opener extends Viewer {
  key: Buffer
}

/** A customer as the API shows it. */
export function presentCustomer(
  row: CustomerRow,
  belongings: readonly Belonging[],
  totals: readonly CustomerTotalRow[],
  opener: Opener
) {
  const { mergedAt: _, name, birthOn, attributes, ...plain } = row
  const of = (part: Belonging['part']) => belongings.filter((one) => one.part === part)
  const contacts = (kind: 'email' | 'phone') =>
    of(kind).map(({ one: id, two }) => {
      const text = unseal(two!, { key: opener.key, boundTo: id })
      if (opener.canSeePersonal) return text
      return kind === 'email' ? maskText(text) : maskPhone(text)
    })
  return {
    ...plain,
    name: name && openText(name, row.id, opener),
    birthOn: opener.canSeePersonal ? birthOn : null,
    attributes: JSON.parse(attributes) as Record<string, unknown>,
    emails: contacts('email'),
    phones: contacts('phone'),
    identities: of('identity').map(({ one, two }) => ({ channelId: one, externalId: two! })),
    tags: of('tag').map(({ one }) => one),
    consents: of('consent').map(({ one, two, three }) => ({
      purpose: one,
      status: two as ConsentStatus,
      at: three!
    })),
    totals: totals.map(({ customerId: __, ...total }) => total)
  }
}

function openText(sealed: string, id: string, { key, canSeePersonal }: Opener): string {
  const text = unseal(sealed, { key, boundTo: id })
  return canSeePersonal ? text : maskText(text)
}

export function presentAddress(row: CustomerAddressRow, { key, canSeePersonal }: Opener) {
  const { id, label, sealed, createdAt, updatedAt } = row
  const place = JSON.parse(unseal(sealed, { key, boundTo: id })) as Omit<AddressBodyShape, 'label'>
  return { id, label, ...(canSeePersonal ? place : maskAddress(place)!), createdAt, updatedAt }
}

export function presentNote(row: CustomerNoteRow, { key, canSeePersonal }: Opener) {
  const { id, sealed, actor, createdAt } = row
  return {
    id,
    text: canSeePersonal ? unseal(sealed, { key, boundTo: id }) : null,
    actor,
    createdAt
  }
}

export function presentConsentEvent(row: CustomerConsentEventRow, opener: Opener) {
  const { sealedIp, createdAt: _, ...plain } = row
  const isShown = sealedIp !== null && opener.canSeePersonal
  return { ...plain, ip: isShown ? unseal(sealedIp, { key: opener.key, boundTo: row.id }) : null }
}

export function presentTimelineEntry({ customerId: _, detail, ...row }: CustomerTimelineRow) {
  return { ...row, detail: JSON.parse(detail) as Record<string, unknown> }
}
