import {
  type Container,
  listNames,
  listParts,
  type Shape,
} from "./type_model.ts";

/** The containers of an actor's types by name. */
export type Containers = Readonly<Record<string, Container>>;

/** A container on its way through the search for circles. */
interface Visit {
  readonly name: string;
  readonly parts: readonly string[];
  readonly index: number;
  /** The first container on the way that this one leads back to. */
  low: number;
  /** How many of its parts have been visited. */
  at: number;
}

/** Tells which containers lead to which. */
export class ShapeGraph {
  readonly #containers: Containers;
  readonly #cyclic = new Set<string>();
  readonly #owned = new Map<string, boolean>();

  constructor(containers: Containers) {
    this.#containers = containers;
    const known = new Map<string, Visit>();
    for (const name of Object.keys(containers)) {
      if (!known.has(name)) this.#search(name, known);
    }
  }

  /** Whether values of a container may hold others of it. */
  isCyclic(name: string): boolean {
    return this.#cyclic.has(name);
  }

  /** Whether a copy depends on its owner. */
  needsOwner(shape: Shape): boolean {
    if (shape.kind !== "named") return isOwned(shape);
    const known = this.#owned.get(shape.name);
    // A container that was added later is no part of any other.
    return known ?? this.#isOwnedContainer(shape.name);
  }

  #isOwnedContainer(name: string): boolean {
    const container = this.#containers[name];
    return container !== undefined && (travelsOtherwise(container) ||
      listParts(container).some((part) => this.needsOwner(part)));
  }

  /** Searches all that a container leads to for circles, without recursion. */
  #search(root: string, known: Map<string, Visit>): void {
    const stack: Visit[] = [];
    const way = [this.#enter(root, known, stack)];
    for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
      const part = visit.parts[visit.at++];
      if (part === undefined) {
        way.pop();
        const above = way.at(-1);
        if (above !== undefined) above.low = Math.min(above.low, visit.low);
        if (visit.low === visit.index) this.#close(visit, stack);
        continue;
      }
      const other = known.get(part);
      if (other === undefined) way.push(this.#enter(part, known, stack));
      // What has been closed leads back to nothing on the way.
      else if (!this.#owned.has(part)) {
        visit.low = Math.min(visit.low, other.index);
      }
    }
  }

  #enter(name: string, known: Map<string, Visit>, stack: Visit[]): Visit {
    const container = this.#containers[name];
    const parts = container === undefined ? [] : listNames(container);
    const index = known.size;
    const visit = { name, parts, index, low: index, at: 0 };
    known.set(name, visit);
    stack.push(visit);
    return visit;
  }

  /** Closes the circle that begins with a container, or the one alone. */
  #close(first: Visit, stack: Visit[]): void {
    const circle = stack.splice(stack.lastIndexOf(first));
    const isCyclic = circle.length > 1 || first.parts.includes(first.name);
    const names = new Set(circle.map(({ name }) => name));
    const isOwnedCircle = circle.some(({ name, parts }) => {
      const container = this.#containers[name];
      return container !== undefined &&
          (travelsOtherwise(container) || listParts(container).some(isOwned)) ||
        parts.some((part) => !names.has(part) && this.#owned.get(part));
    });
    for (const name of names) {
      this.#owned.set(name, isOwnedCircle);
      if (isCyclic) this.#cyclic.add(name);
    }
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
