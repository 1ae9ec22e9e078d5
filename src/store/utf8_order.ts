/**
 * Compares two texts by their UTF-8 bytes, as stores order them: less than 0
 * where the first comes first. Their UTF-16 code units have another order.
 */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const one = left.charCodeAt(at);
    const other = right.charCodeAt(at);
    if (one !== other) return rankOf(one) - rankOf(other);
  }
  return left.length - right.length;
}

/** Half of a pair is of a code point behind all that are a single unit. */
function rankOf(unit: number): number {
  return unit >> 11 === 0x1b ? unit + 0x10000 : unit;
}
