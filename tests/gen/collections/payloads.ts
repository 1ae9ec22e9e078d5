import type { Container, Shape } from "../../../cli/gen/model/type_model.ts";

/** Why no payload of a type could be made. */
export class NoPayload extends Error {}

const MAX_DEPTH = 40;
const MAX_VALUES = 60;

/** Makes payloads of a type, and changes them, by chance from a seed. */
export class Payloads {
  readonly #containers: Readonly<Record<string, Container>>;
  #state: number;
  /** How many values a payload may still get beside those it must have. */
  #left = 0;

  constructor(containers: Readonly<Record<string, Container>>, seed: number) {
    this.#containers = containers;
    this.#state = seed;
  }

  /** Returns a number from 0 to below 1. */
  chance(): number {
    this.#state = (this.#state * 1_664_525 + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Makes a payload of a shape; what is optional gets rarer with depth. */
  make(shape: Shape, depth = 0): unknown {
    if (depth === 0) this.#left = MAX_VALUES;
    this.#left--;
    if (depth > MAX_DEPTH) throw new NoPayload("the type is too deep");
    switch (shape.kind) {
      case "string":
        return this.#pick(["", "a", "text", "5"]);
      case "number":
        return this.#pick([0, 1, -2, 1.5]);
      case "boolean":
        return this.chance() < 0.5;
      case "unknown":
      case "present":
        return this.#pick(["any", 1, true]);
      case "anyObject":
        return {};
      case "literals":
        return readLiteral(this.#pick(shape.literals));
      case "named":
        return this.#makeContainer(shape.name, depth);
      default:
        throw new NoPayload(`no payload is made of ${shape.kind}`);
    }
  }

  /** Changes one place of a payload, and returns the changed payload. */
  mutate(payload: unknown): unknown {
    const isDeeper = this.chance() < 0.85;
    if (Array.isArray(payload) && payload.length > 0 && isDeeper) {
      const at = Math.floor(this.chance() * payload.length);
      return payload.map((one, index) => index === at ? this.mutate(one) : one);
    }
    if (typeof payload === "object" && payload !== null && isDeeper) {
      const names = Object.keys(payload);
      const name = names[Math.floor(this.chance() * names.length)];
      if (name !== undefined) {
        const copy: Record<string, unknown> = { ...payload };
        if (this.chance() < 0.2) delete copy[name];
        else copy[name] = this.mutate(copy[name]);
        return copy;
      }
    }
    return this.#pick<unknown>([null, 1, "other", true, [], 7.5]);
  }

  #makeContainer(name: string, depth: number): unknown {
    const container = this.#containers[name];
    switch (container?.kind) {
      case "object": {
        const object: Record<string, unknown> = {};
        for (const { name, shape, isOptional } of container.members) {
          if (!isOptional) object[name] = this.make(shape, depth + 1);
          else if (this.#left > 0 && this.chance() < 1 / (depth + 2)) {
            this.#addIfPossible(object, name, shape, depth);
          }
        }
        return object;
      }
      case "array":
        return this.#left < 0 || this.chance() > 1 / (depth + 1)
          ? []
          : [this.make(container.element, depth + 1)];
      case "tuple":
        return container.elements.filter(({ isRest }) => !isRest).map((one) =>
          this.make(one.shape, depth + 1)
        );
      case "union":
        return this.#makeVariant(container.variants, depth);
      default:
        throw new NoPayload(`no payload is made of ${container?.kind}`);
    }
  }

  #addIfPossible(
    object: Record<string, unknown>,
    name: string,
    shape: Shape,
    depth: number,
  ): void {
    try {
      object[name] = this.make(shape, depth + 1);
    } catch (error) {
      if (!(error instanceof NoPayload)) throw error;
    }
  }

  #makeVariant(variants: readonly Shape[], depth: number): unknown {
    const leaves = variants.filter(({ kind }) => kind !== "named");
    const isLeaf = leaves.length > 0 &&
      (this.#left < 0 || this.chance() > 1 / (depth + 1));
    return this.make(this.#pick(isLeaf ? leaves : variants), depth + 1);
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.chance() * items.length)];
    if (item === undefined) throw new NoPayload("nothing is left to pick");
    return item;
  }
}

function readLiteral(text: string): unknown {
  if (text === "undefined") return undefined;
  if (text.endsWith("n")) throw new NoPayload("no payload is made of bigint");
  return JSON.parse(text);
}
