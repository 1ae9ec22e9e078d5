/** What the names of the library's own actor types begin with. */
const OWN_TYPES = "backstage:";

/** Whether a type is one of the library's own, not one of the program. */
export function isOwnType(type: string): boolean {
  return type.startsWith(OWN_TYPES);
}
