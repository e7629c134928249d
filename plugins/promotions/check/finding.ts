/** What is wrong with a field of a promotion, and what to do about it. */
export interface Finding {
  /** JSON pointer into the promotion, such as `#/reward/steps/0`. */
  pointer: string
  detail: string
}

/** Finds values that a list has twice, at their second place. */
export function twiceIn(
  values: readonly (string | number)[],
  toPointer: (place: number) => string
): Finding[] {
  return values.flatMap((value, place) =>
    values.indexOf(value) < place
      ? [{ pointer: toPointer(place), detail: `${value} is there twice: leave one out` }]
      : []
  )
}
