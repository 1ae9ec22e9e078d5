/**
 * Tells whether two byte sequences are the same; of the other one the first
 * `length` bytes count, which are all unless given.
 */
export function areSameBytes(
  one: Uint8Array,
  other: Uint8Array,
  length: number = other.length,
): boolean {
  if (one.length !== length) return false;
  for (let at = 0; at < length; at++) {
    if (one[at] !== other[at]) return false;
  }
  return true;
}
