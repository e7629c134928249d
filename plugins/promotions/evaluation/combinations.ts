/** How many combinations are tried at most; strongest members come first, so that what is left out is the weakest. */
export const combinationsMax = 256

/**
 * Lists the largest sets whose members all go together, by their places 0 to n − 1: no set is part of another.
 *
 * At most `combinationsMax` of them; those with smaller places come first. Bron and Kerbosch's algorithm with a pivot.
 */
export function largestSets(n: number, areTogether: (a: number, b: number) => boolean): number[][] {
  const sets: number[][] = []
  const extend = (chosen: readonly number[], open: number[], seen: number[]): void => {
    if (sets.length >= combinationsMax) return
    if (open.length === 0) {
      if (seen.length === 0) sets.push([...chosen])
      return
    }
    const pivot = open[0]!
    const rest = [...open]
    const done = [...seen]
    for (const one of open) {
      // What goes together with the pivot is met again within the pivot's own sets.
      if (one !== pivot && areTogether(one, pivot)) continue
      const fits = (other: number) => other !== one && areTogether(one, other)
      extend([...chosen, one], rest.filter(fits), done.filter(fits))
      rest.splice(rest.indexOf(one), 1)
      done.push(one)
    }
  }
  extend(
    [],
    Array.from({ length: n }, (_, i) => i),
    []
  )
  return sets
}

/** Lists sets whose members all go together, the empty one included, larger ones with smaller places first; as many as above. */
export function allSets(n: number, areTogether: (a: number, b: number) => boolean): number[][] {
  const sets: number[][] = []
  const extend = (chosen: readonly number[], next: number): void => {
    if (sets.length >= combinationsMax) return
    if (next === n) {
      sets.push([...chosen])
      return
    }
    if (chosen.every((one) => areTogether(one, next))) extend([...chosen, next], next + 1)
    extend(chosen, next + 1)
  }
  extend([], 0)
  return sets
}
