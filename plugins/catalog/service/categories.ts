import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { CategoryCycle, CategoryInUse, CategoryPathDuplicate } from '../errors.ts'
import {
  countInside,
  deleteCategory,
  insertCategory,
  lockTree,
  moveBelow,
  selectCategories,
  updateCategory
} from '../repository/categories.ts'
import type { CategoryChangeInput, NewCategoryInput } from '../schema.ts'
import type { CategoryRow } from '../tables.ts'
import { differenceOf } from './changes.ts'
import { assertVersion } from './find.ts'

/** Makes a category. Errors: NOT_FOUND (parent), CATEGORY_PATH_DUPLICATE. */
export async function createCategory(tx: Tx, given: NewCategoryInput): Promise<CategoryRow> {
  await lockTree(tx)
  const parent = await parentOf(tx, given.parentId ?? null)
  const row: CategoryRow = {
    id: newId('cat'),
    parentId: parent?.id ?? null,
    name: given.name,
    slug: given.slug,
    path: pathIn(parent, given.slug),
    position: given.position ?? 0,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  if ((await insertCategory(tx, row)) === 0) throw new CategoryPathDuplicate({ path: row.path })
  const after = { name: row.name, path: row.path }
  tx.audit([{ action: 'category.create', subjectType: 'category', subjectId: row.id, after }])
  return row
}

/**
 * Renames or moves a category, with everything below it.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, CATEGORY_CYCLE, CATEGORY_PATH_DUPLICATE.
 */
export async function changeCategory(
  tx: Tx,
  change: { id: string; given: CategoryChangeInput; expectedVersion: number | undefined }
): Promise<CategoryRow> {
  const { id, given, expectedVersion } = change
  await lockTree(tx)
  const before = await findCategory(tx, id)
  assertVersion(before.version, expectedVersion)
  const parentId = given.parentId === undefined ? before.parentId : given.parentId
  const parent = await parentOf(tx, parentId)
  if (parent && (parent.id === id || parent.path.startsWith(`${before.path}/`))) {
    throw new CategoryCycle({ path: before.path, parentPath: parent.path })
  }
  const slug = given.slug ?? before.slug
  const after = { ...before, ...given, parentId, slug, path: pathIn(parent, slug) }
  const difference = differenceOf(before, after)
  if (!difference) return before
  if (after.path !== before.path) {
    const [taken] = await selectCategories(tx, 'path', [after.path])
    if (taken) throw new CategoryPathDuplicate({ path: after.path })
    await moveBelow(tx, before.path, after.path)
  }
  const changed = { ...after, version: before.version + 1, updatedAt: tx.now }
  await updateCategory(tx, changed)
  tx.audit([{ action: 'category.update', subjectType: 'category', subjectId: id, ...difference }])
  return changed
}

/** Deletes an empty category. Errors: NOT_FOUND, VERSION_OUTDATED, CATEGORY_IN_USE. */
export async function removeCategory(
  tx: Tx,
  id: string,
  expectedVersion: number | undefined
): Promise<void> {
  await lockTree(tx)
  const { version, path, name } = await findCategory(tx, id)
  assertVersion(version, expectedVersion)
  const inside = await countInside(tx, id)
  if (inside.products + inside.categories > 0) throw new CategoryInUse({ path, ...inside })
  await deleteCategory(tx, id)
  const before = { name, path }
  tx.audit([{ action: 'category.delete', subjectType: 'category', subjectId: id, before }])
}

async function findCategory(tx: Tx, id: string): Promise<CategoryRow> {
  const [row] = await selectCategories(tx, 'id', [id])
  if (!row) throw new NotFound({ what: 'category', id })
  return row
}

function parentOf(tx: Tx, id: string | null): Promise<CategoryRow | undefined> {
  return id === null ? Promise.resolve(undefined) : findCategory(tx, id)
}

function pathIn(parent: CategoryRow | undefined, slug: string): string {
  return parent ? `${parent.path}/${slug}` : slug
}
