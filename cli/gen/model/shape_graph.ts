import { type Container, listParts, type Shape } from "./type_model.ts";

/** The containers of an actor's types by name. */
export type Containers = Readonly<Record<string, Container>>;

/** Tells which containers lead to which. */
export class ShapeGraph {
  readonly #containers: Containers;
  readonly #reached = new Map<string, ReadonlySet<string>>();

  constructor(containers: Containers) {
    this.#containers = containers;
  }

  /** Whether values of a container may hold others of it. */
  isCyclic(name: string): boolean {
    return this.#reach(name).has(name);
  }

  /** Whether a copy depends on its owner. */
  needsOwner(shape: Shape): boolean {
    if (shape.kind !== "named") return isOwned(shape);
    return [shape.name, ...this.#reach(shape.name)].some((name) => {
      const container = this.#containers[name];
      return container !== undefined && (travelsOtherwise(container) ||
        listParts(container).some(isOwned));
    });
  }

  #reach(name: string): ReadonlySet<string> {
    const known = this.#reached.get(name);
    if (known !== undefined) return known;
    const reached = new Set<string>();
    const waiting = [name];
    for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
      const container = this.#containers[from];
      for (const part of container === undefined ? [] : listParts(container)) {
        if (part.kind !== "named" || reached.has(part.name)) continue;
        reached.add(part.name);
        waiting.push(part.name);
      }
    }
    this.#reached.set(name, reached);
    return reached;
  }
}

/** Whether values are of another kind while they are bytes. */
export function travelsOtherwise({ kind }: Container): boolean {
  return kind === "coded" || kind === "extended";
}

function isOwned({ kind }: Shape): boolean {
  switch (kind) {
    case "error":
    case "reference":
    case "anyObject":
    case "present":
    case "unknown":
      return true;
    case "bigint":
    case "boolean":
    case "instance":
    case "literals":
    case "named":
    case "never":
    case "number":
    case "string":
    case "text":
    case "view":
      return false;
  }
}
