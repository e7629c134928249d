import { defineError } from '#core/errors'

export const SkuDuplicate = defineError({
  code: 'SKU_DUPLICATE',
  status: 409,
  title: 'This SKU is taken',
  detail: (f: { sku: string }) => `${JSON.stringify(f.sku)} names another variant already`
})

export const HandleDuplicate = defineError({
  code: 'PRODUCT_HANDLE_DUPLICATE',
  status: 409,
  title: 'This product handle is taken',
  detail: (f: { handle: string }) => `${JSON.stringify(f.handle)} names another product already`
})

export const GtinInvalid = defineError({
  code: 'GTIN_INVALID',
  status: 400,
  title: 'Not a GTIN',
  detail: (f: { gtin: string; reason: string }) => `${JSON.stringify(f.gtin)}: ${f.reason}`
})

export const LifecycleStepIllegal = defineError({
  code: 'LIFECYCLE_STEP_ILLEGAL',
  status: 409,
  title: 'The product cannot take this step from where it stands',
  detail: (f: { step: string; lifecycle: string; legal: readonly string[] }) =>
    `it is ${f.lifecycle}: ${f.legal.length > 0 ? `it can ${f.legal.join(', ')}` : 'nothing follows'}`
})

export const ProductIncomplete = defineError({
  code: 'PRODUCT_INCOMPLETE',
  status: 409,
  title: 'The product is not complete enough to go live',
  detail: (f: { score: number; scoreMin: number; missing: readonly string[] }) =>
    `score ${f.score} of ${f.scoreMin} needed; missing: ${f.missing.join(', ')}`
})

export const OptionsInvalid = defineError({
  code: 'PRODUCT_OPTIONS_INVALID',
  status: 400,
  title: 'Options and variants do not fit together',
  detail: (f: { sku: string; reason: string }) => `${f.sku}: ${f.reason}`
})

export const VariantInUse = defineError({
  code: 'VARIANT_IN_USE',
  status: 409,
  title: 'Only a variant of a draft can be deleted',
  detail: (f: { sku: string; lifecycle: string }) =>
    `the product of ${f.sku} is ${f.lifecycle}: orders and stock may name it; retire it instead`
})

export const CategoryCycle = defineError({
  code: 'CATEGORY_CYCLE',
  status: 409,
  title: 'A category cannot lie inside of itself',
  detail: (f: { path: string; parentPath: string }) => `${f.parentPath} lies in ${f.path}`
})

export const CategoryPathDuplicate = defineError({
  code: 'CATEGORY_PATH_DUPLICATE',
  status: 409,
  title: 'There is such a category already',
  detail: (f: { path: string }) => `${JSON.stringify(f.path)}; choose another slug`
})

export const CategoryInUse = defineError({
  code: 'CATEGORY_IN_USE',
  status: 409,
  title: 'The category is not empty',
  detail: (f: { path: string; products: number; categories: number }) =>
    `${f.path} holds ${f.products} products and ${f.categories} categories; move them first`
})

export const catalogErrors = [
  SkuDuplicate,
  HandleDuplicate,
  GtinInvalid,
  LifecycleStepIllegal,
  ProductIncomplete,
  OptionsInvalid,
  VariantInUse,
  CategoryCycle,
  CategoryPathDuplicate,
  CategoryInUse
]
