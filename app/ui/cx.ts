/** Joins class names, leaving out what is not given. Classes never override each other here: variants are tables. */
export function cx(...classes: readonly (string | false | null | undefined)[]): string {
  return classes.filter(Boolean).join(' ');
}
