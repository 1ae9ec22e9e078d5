import type { Order } from "./select_page.ts";

/** How many characters one number holds, and how many kinds there are. */
interface Packing {
  readonly length: number;
  readonly kinds: number;
}

const ASCII: Packing = { length: 7, kinds: 2 ** 7 };
const ANY: Packing = { length: 3, kinds: 2 ** 16 };

/**
 * Orders texts, such as ids; `sign` is -1 for the other way round.
 *
 * A few characters past the common prefix make a number; texts are compared
 * only where their numbers are equal.
 */
export function orderTexts(texts: readonly string[], sign: number): Order {
  const start = commonLength(texts);
  const keys = pack(texts, start, sign, ASCII) ??
    pack(texts, start, sign, ANY)!;
  const tie = (a: number, b: number): number =>
    sign * compareText(texts[a]!, texts[b]!) || a - b;
  return { keys, tie };
}

/** Makes the numbers; `null` where there are characters of other kinds. */
function pack(
  texts: readonly string[],
  start: number,
  sign: number,
  { length, kinds }: Packing,
): Float64Array | null {
  const keys = new Float64Array(texts.length);
  for (let place = 0; place < texts.length; place++) {
    const text = texts[place]!;
    let key = 0;
    for (let at = start; at < start + length; at++) {
      // A text that ends comes before one that goes on.
      const code = at < text.length ? text.charCodeAt(at) : 0;
      if (code >= kinds) return null;
      key = key * kinds + code;
    }
    keys[place] = sign * key;
  }
  return keys;
}

/** Tells which of two texts comes first: less than 0 is the first one. */
export function compareText(a: string, b: string): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

/** How many characters all texts begin with. */
function commonLength(texts: readonly string[]): number {
  let common = texts[0] ?? "";
  for (const text of texts) {
    while (!text.startsWith(common)) common = common.slice(0, -1);
  }
  return common.length;
}
