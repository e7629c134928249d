/** Which case a credit note is of, by what its channel, or whoever issued it, calls it. */
export interface CaseCreditNoteRow {
  channelId: string
  externalId: string
  caseId: string
}

declare module 'shopkeeper' {
  interface Tables {
    caseCreditNotes: CaseCreditNoteRow
  }
}
