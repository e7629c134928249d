const snakeByCamel = new Map<string, string>()
const camelBySnake = new Map<string, string>()

/** `orderLines` → `order_lines`. Every identifier of a query passes through here. */
export function toSnake(name: string): string {
  let snake = snakeByCamel.get(name)
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
    snakeByCamel.set(name, snake)
  }
  return snake
}

/** `order_lines` → `orderLines`. Every column of a result passes through here, once a statement. */
export function toCamel(name: string): string {
  let camel = camelBySnake.get(name)
  if (camel === undefined) {
    camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    camelBySnake.set(name, camel)
  }
  return camel
}
