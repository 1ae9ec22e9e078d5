/** What a table finds by its id. */
interface Named {
  readonly id: string;
}

/** So many characters of each end of a long id are looked at. */
const ENDS = 16;
/** An id of more characters is long. */
const LONG = 2 * ENDS;

/**
 * The activations of one type by their ids, in the order in which they were
 * added.
 *
 * It is a map by numbers that are made of the ids. A map by texts compares a
 * text with others by looking at these, which lie anywhere in memory: among a
 * hundred thousand actors that is most of what it costs to add one.
 */
export class ActivationTable<Node extends Named> {
  // Ids that have a number in common have a map of their own, so however ids
  // are chosen, it takes no longer than in a map by texts.
  readonly #nodes = new Map<number, Node | Map<string, Node>>();
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** Returns the one of an id. */
  get(id: string): Node | undefined {
    const found = this.#nodes.get(numberOf(id));
    if (found === undefined) return undefined;
    if (found instanceof Map) return found.get(id);
    return found.id === id ? found : undefined;
  }

  /** Adds one whose id none has yet. */
  add(node: Node): void {
    const number = numberOf(node.id);
    const found = this.#nodes.get(number);
    this.#size++;
    if (found === undefined) this.#nodes.set(number, node);
    else if (found instanceof Map) found.set(node.id, node);
    else this.#nodes.set(number, new Map([[found.id, found], [node.id, node]]));
  }

  /** Takes one out; returns `false` if it was not there. */
  delete(node: Node): boolean {
    const number = numberOf(node.id);
    const found = this.#nodes.get(number);
    if (found instanceof Map) {
      if (found.get(node.id) !== node) return false;
      found.delete(node.id);
      if (found.size === 0) this.#nodes.delete(number);
    } else if (found === node) {
      this.#nodes.delete(number);
    } else return false;
    this.#size--;
    return true;
  }

  /** Iterates over all, and over those that come meanwhile. */
  *values(): Generator<Node> {
    for (const found of this.#nodes.values()) {
      if (found instanceof Map) yield* found.values();
      else yield found;
    }
  }
}

/** Makes a number of an id. */
function numberOf(id: string): number {
  const { length } = id;
  if (length <= LONG) return mix(id, 0, length, length);
  return mix(id, length - ENDS, length, mix(id, 0, ENDS, length));
}

/** Mixes some characters into a number, as MurmurHash does; not negative. */
function mix(id: string, from: number, to: number, start: number): number {
  let number = start;
  for (let at = from; at < to; at++) {
    number = Math.imul(number ^ id.charCodeAt(at), 0x5bd1e995);
    number ^= number >>> 15;
  }
  // Thirty bits: the platform keeps larger numbers as objects.
  return number & 0x3fff_ffff;
}
