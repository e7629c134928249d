import { OptionsInvalid } from '../errors.ts'
import type { ProductRow, VariantRow } from '../tables.ts'

interface Option {
  name: string
  values: string[]
}

/**
 * Checks that every variant of a product chooses a value of each of the product's options, and no
 * two the same.
 *
 * Errors: PRODUCT_OPTIONS_INVALID, naming the variant.
 */
export function assertOptionsFit(
  product: Pick<ProductRow, 'options'>,
  variants: readonly Pick<VariantRow, 'sku' | 'optionValues'>[]
): void {
  const options = JSON.parse(product.options) as Option[]
  assertNamesDiffer(options)
  const skuByChoice = new Map<string, string>()
  for (const { sku, optionValues } of variants) {
    const chosen = JSON.parse(optionValues) as Record<string, string>
    const unknown = Object.keys(chosen).find((name) => !options.some((o) => o.name === name))
    if (unknown !== undefined) {
      throw new OptionsInvalid({ sku, reason: `the product has no option ${unknown}` })
    }
    for (const { name, values } of options) {
      const value = chosen[name]
      if (value === undefined) throw new OptionsInvalid({ sku, reason: `${name} is not chosen` })
      if (!values.includes(value)) {
        const reason = `${name} is one of ${values.join(', ')}, not ${value}`
        throw new OptionsInvalid({ sku, reason })
      }
    }
    if (options.length === 0) continue
    const choice = JSON.stringify(options.map(({ name }) => chosen[name]))
    const twin = skuByChoice.get(choice)
    if (twin !== undefined) {
      throw new OptionsInvalid({ sku, reason: `${twin} has the same option values` })
    }
    skuByChoice.set(choice, sku)
  }
}

function assertNamesDiffer(options: readonly Option[]): void {
  const names = options.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new OptionsInvalid({ sku: 'options', reason: `${twice} is there twice` })
  }
}
