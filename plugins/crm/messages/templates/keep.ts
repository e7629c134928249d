import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { TemplateHandleTaken, TemplateInvalid } from '../errors.ts'
import type { CrmMessageTemplateRow } from '../tables.ts'
import { canonical, checkTemplate } from './check.ts'
import type { TemplateContent, Variant } from './content.ts'
import { deleteTemplate, insertTemplate, loadTemplate, saveTemplate } from './repository.ts'
import type { TemplateBodyShape, TemplateInputShape } from './schema.ts'

/** Writes a new template. Errors: TEMPLATE_INVALID, TEMPLATE_HANDLE_TAKEN. */
export async function createTemplate(
  tx: Tx,
  { handle, medium, ...body }: TemplateInputShape
): Promise<CrmMessageTemplateRow> {
  const errors = checkTemplate(medium, body)
  if (errors.length > 0) throw new TemplateInvalid({ errors })
  const row: CrmMessageTemplateRow = {
    ...{ id: newId('mtp'), handle, medium, version: 1 },
    ...writtenOf(body),
    ...{ createdAt: tx.now, updatedAt: tx.now }
  }
  if (!(await insertTemplate(tx, row))) throw new TemplateHandleTaken({ handle })
  audit(tx, 'create', row)
  return row
}

/**
 * Puts a template in the place of what it was, as its next version: messages that wait are made of it. Errors: NOT_FOUND,
 * VERSION_OUTDATED, TEMPLATE_INVALID.
 */
export async function replaceTemplate(
  tx: Tx,
  { id, expected, body }: { id: string; expected: number | undefined; body: TemplateBodyShape }
): Promise<CrmMessageTemplateRow> {
  const before = await loadExpected(tx, id, expected)
  const errors = checkTemplate(before.medium, body)
  if (errors.length > 0) throw new TemplateInvalid({ errors })
  const row = { ...before, ...writtenOf(body), version: before.version + 1, updatedAt: tx.now }
  await saveTemplate(tx, row)
  audit(tx, 'replace', row)
  return row
}

/** Removes a template: messages of it that wait are not sent. Errors: NOT_FOUND, VERSION_OUTDATED; a veto. */
export async function removeTemplate(
  tx: Tx,
  { id, expected }: { id: string; expected: number | undefined }
): Promise<void> {
  const row = await loadExpected(tx, id, expected)
  await tx.emit('message-template.removed', [{ templateId: id, template: row.handle }])
  await deleteTemplate(tx, id)
  audit(tx, 'remove', row)
}

async function loadExpected(
  tx: Tx,
  id: string,
  expected: number | undefined
): Promise<CrmMessageTemplateRow> {
  const row = await loadTemplate(tx, id)
  if (!row) throw new NotFound({ what: 'message template', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

function writtenOf({
  title,
  purpose,
  translations = [],
  variables = [],
  ...own
}: TemplateBodyShape) {
  const variants = [own, ...translations].map(
    ({ language, subject = null, text, html = null }): Variant => ({
      ...{ language: canonical(language)!, subject, text, html }
    })
  )
  const content: TemplateContent = { variants, variables }
  return { title, purpose, content: JSON.stringify(content) }
}

function audit(tx: Tx, act: string, { id, handle, version }: CrmMessageTemplateRow): void {
  tx.audit([
    {
      action: `message-template.${act}`,
      subjectType: 'messageTemplate',
      subjectId: id,
      after: { handle, version }
    }
  ])
}
