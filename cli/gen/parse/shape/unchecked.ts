import { memberPath } from "./trail.ts";
import type { Container, Element, Shape } from "../../model/type_model.ts";

/** A part of a message that is copied unchecked. */
export interface UncheckedPart {
  /** The way to it from the message. */
  readonly path: string;
  /** What it is, for people. */
  readonly what: string;
}

/** A shape on the way through a message. */
interface Visit {
  readonly shape: Shape;
  readonly path: string;
}

/**
 * Finds what is unchecked in messages whose types were read before, for
 * another message: a type is read, and reported, once.
 */
export class UncheckedParts {
  readonly #find: (name: string) => Container | undefined;
  /** Names of containers in which nothing is unchecked. */
  readonly #checked = new Set<string>();

  constructor(find: (name: string) => Container | undefined) {
    this.#find = find;
  }

  /** Finds the unchecked part of a message that is nearest to its root. */
  first(shape: Shape): UncheckedPart | undefined {
    const seen = new Set<string>();
    const waiting: Visit[] = [{ shape, path: "" }];
    // The list grows while it is read: what is nearest comes first.
    for (const { shape, path } of waiting) {
      const what = nameUnchecked(shape);
      if (what !== undefined) return { path, what };
      if (shape.kind !== "named") continue;
      if (seen.has(shape.name) || this.#checked.has(shape.name)) continue;
      seen.add(shape.name);
      const container = this.#find(shape.name);
      if (container !== undefined) waiting.push(...listVisits(container, path));
    }
    for (const name of seen) this.#checked.add(name);
    return undefined;
  }
}

function nameUnchecked({ kind }: Shape): string | undefined {
  switch (kind) {
    case "unknown":
      return "unknown";
    case "present":
      return "an object without members";
    case "anyObject":
      return "object";
    default:
      return undefined;
  }
}

function listVisits(container: Container, path: string): readonly Visit[] {
  switch (container.kind) {
    case "object":
      return [
        ...container.members.map(({ name, shape }) => ({
          shape,
          path: memberPath(path, name),
        })),
        ...container.signatures.map(({ shape }) => ({
          shape,
          path: `${path}[key]`,
        })),
      ];
    case "array":
      return [{ shape: container.element, path: `${path}[]` }];
    case "tuple":
      return container.elements.map((element, index) => ({
        shape: element.shape,
        path: `${path}[${placeOf(element, index)}]`,
      }));
    case "map":
      return [
        { shape: container.key, path: `${path}.keys()[]` },
        { shape: container.value, path: `${path}.values()[]` },
      ];
    case "set":
      return [{ shape: container.element, path: `${path}.values()[]` }];
    case "union":
      return container.variants.map((shape) => ({ shape, path }));
    case "extended":
      return [container.base, container.members].map((shape) => ({
        shape,
        path,
      }));
    case "coded":
      return [{ shape: container.plain, path }];
  }
}

function placeOf({ isRest }: Element, index: number): string {
  return isRest ? "" : `${index}`;
}
