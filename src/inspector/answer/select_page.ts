/** The order of the places of a list. */
export interface Order {
  /** A number for each place; what is less comes first. */
  readonly keys: Float64Array;
  /** Compares two places with equal numbers; less than 0: `a` first. */
  readonly tie: (a: number, b: number) => number;
}

/** Keeps the order of the list where numbers are equal. */
export function byPlace(a: number, b: number): number {
  return a - b;
}

/**
 * Returns the places of one page, in order.
 *
 * It sorts the page alone: all other places are only split into before and
 * behind, in time that grows with their number.
 */
export function selectPage(
  order: Order,
  offset: number,
  limit: number,
): Uint32Array {
  const count = order.keys.length;
  const end = Math.min(count, offset + limit);
  if (offset >= end) return new Uint32Array();
  const places = new Uint32Array(count);
  for (let place = 0; place < count; place++) places[place] = place;
  split(places, 0, count - 1, offset, order);
  split(places, offset, count - 1, end - 1, order);
  return places.subarray(offset, end)
    .sort((a, b) => isBefore(order, a, b) ? -1 : 1);
}

/** Brings to `nth` the place that belongs there, smaller ones before it. */
function split(
  places: Uint32Array,
  from: number,
  to: number,
  nth: number,
  order: Order,
): void {
  const { keys, tie } = order;
  let low = from;
  let high = to;
  while (low < high) {
    const pivot = middleOf(places, low, high, order);
    const key = keys[pivot]!;
    let left = low;
    let right = high;
    while (left <= right) {
      // Written out: a call for each would take most of the time.
      for (;;) {
        const own = keys[places[left]!]!;
        if (own > key) break;
        if (own === key && tie(places[left]!, pivot) >= 0) break;
        left++;
      }
      for (;;) {
        const own = keys[places[right]!]!;
        if (own < key) break;
        if (own === key && tie(places[right]!, pivot) <= 0) break;
        right--;
      }
      if (left <= right) swap(places, left++, right--);
    }
    if (nth <= right) high = right;
    else if (nth >= left) low = left;
    else return;
  }
}

/** Returns the one in the middle out of three. */
function middleOf(
  places: Uint32Array,
  low: number,
  high: number,
  order: Order,
): number {
  const a = places[low]!;
  const b = places[(low + high) >> 1]!;
  const c = places[high]!;
  if (isBefore(order, a, b)) {
    if (isBefore(order, b, c)) return b;
    return isBefore(order, a, c) ? c : a;
  }
  if (isBefore(order, a, c)) return a;
  return isBefore(order, b, c) ? c : b;
}

function isBefore({ keys, tie }: Order, a: number, b: number): boolean {
  const [one, other] = [keys[a]!, keys[b]!];
  return one < other || (one === other && tie(a, b) < 0);
}

function swap(places: Uint32Array, a: number, b: number): void {
  const kept = places[a]!;
  places[a] = places[b]!;
  places[b] = kept;
}
