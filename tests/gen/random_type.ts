/** Chance that a seed decides. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Returns a whole number below `limit`. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1103515245) + 12345) & 0x7fffffff;
    return this.#state % 65_521 % limit;
  }

  /** Returns one of the choices. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

/** Writes a random type, the longer the deeper. */
export function writeType(chance: Chance, depth: number): string {
  if (depth <= 0) {
    return chance.pick(["string", "number", '"literal"', "null", "Order"]);
  }
  const inner = () => writeType(chance, depth - 1);
  const name = () => writeName(chance);
  const kinds = [
    () => `${inner()} | ${inner()}`,
    () => `{ ${name()}: ${inner()}; ${name()}2?: ${inner()} }`,
    () => `{\n${name()}: ${inner()}; // said\n/** Doc. */ b: ${inner()} }`,
    () => `(${inner()})[]`,
    () => `readonly (${inner()})[]`,
    () => `Map<${inner()}, ${inner()}>`,
    () => `[first: ${inner()}, second?: ${inner()}]`,
    () => `(${inner()}) & { ${name()}: ${inner()} }`,
    () => `(Order extends (${inner()}) ? ${inner()} : ${inner()})`,
    () => `{ [Key in keyof Order]?: ${inner()} }`,
    () => `Parameters<Counter["${name()}"]>[0]`,
    () => `Record<${inner()}, ${inner()}>`,
  ] as const;
  return chance.pick([kinds[0], ...kinds])();
}

/** Writes a random name, some of them long. */
export function writeName(chance: Chance): string {
  return chance.pick(["a", "order", "longerName", "anEvenLongerNameThanThat"]);
}
