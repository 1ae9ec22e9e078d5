import { findDiscriminant } from "./discriminant.ts";
import { findNullable } from "./union.ts";
import { travelsOtherwise } from "../../model/shape_graph.ts";
import type { Containers } from "../../model/shape_graph.ts";
import {
  type Container,
  listParts,
  type ObjectShape,
  type Shape,
} from "../../model/type_model.ts";

/** Most members of an object that is judged and has a function as well. */
const MAX_WRITTEN_TWICE = 24;

/** Most variants that are chosen by a `switch` if unions share them. */
const MAX_SWITCHED = 64;

/**
 * Finds the containers that are judged beside others: the variants of unions
 * that no member tells apart, and all that lies where such variants differ.
 */
export class Overlaps {
  readonly #containers: Containers;
  readonly #judged = new Set<string>();
  readonly #judgedUnions = new Set<string>();
  readonly #reached = new Set<string>();
  readonly #closed = new Set<Container>();
  /** How many containers were judged when large unions were looked at. */
  #spreadAt = 0;

  constructor(containers: Containers) {
    this.#containers = containers;
    for (const [name, container] of Object.entries(containers)) {
      this.add(name, container);
    }
  }

  /** Adds a container that refers to known ones. */
  add(name: string, container: Container): void {
    if (container.kind === "union") this.#visit(name, container.variants);
    if (container.kind === "object" && container.signatures.length > 1) {
      // A member may have a name of several of them.
      this.#judged.add(name);
      this.#compare(container.signatures.map(({ shape }) => shape));
    }
  }

  /** Judges a container that another file judges beside its own. */
  judge(name: string): void {
    this.#judged.add(name);
  }

  /** Whether a container is judged beside others. */
  has(name: string): boolean {
    this.#spread();
    return this.#judged.has(name);
  }

  /** Whether a container has no other copier than its part. */
  isJudgedOnly(name: string): boolean {
    const container = this.#containers[name];
    if (container === undefined || !this.has(name)) return false;
    return container.kind === "union"
      ? this.#isHard(container.variants)
      : container.kind === "object" &&
        (container.members.length > MAX_WRITTEN_TWICE ||
          container.signatures.length > 1);
  }

  #isHard(variants: readonly Shape[]): boolean {
    const flat = this.#flatten(variants);
    const objects = flat.filter(({ kind }) => kind === "object");
    return this.#isOpen(variants, flat) ||
      objects.length > 8 && this.#isSpread(variants, objects.length);
  }

  #visit(name: string, variants: readonly Shape[]): void {
    const flat = this.#flatten(variants);
    if (!this.#isOpen(variants, flat)) return;
    this.#judge(name, variants);
    // What lies below others that differ is marked to the end already.
    if (flat.every((one) => this.#closed.has(one))) return;
    this.#compareObjects(flat.filter((one) => one.kind === "object"));
    for (const group of groupContainers(flat)) {
      if (group.length < 2) continue;
      const length = Math.max(...group.map((one) => listParts(one).length));
      for (let at = 0; at < length; at++) {
        this.#compare(group.flatMap((one) => listParts(one)[at] ?? []));
      }
      // An element of an array may be any element of a tuple.
      if (group.some(({ kind }) => kind === "tuple")) {
        this.#compare(group.flatMap(listParts));
      }
    }
  }

  #judge(name: string, variants: readonly Shape[]): void {
    this.#judged.add(name);
    for (const variant of variants) {
      const container = this.#find(variant);
      if (variant.kind !== "named" || container === undefined) continue;
      this.#judged.add(variant.name);
      if (container.kind === "union" && !this.#judgedUnions.has(variant.name)) {
        this.#judgedUnions.add(variant.name);
        this.#judge(variant.name, container.variants);
      }
    }
  }

  /** Judges large unions whose variants are judged for other unions. */
  #spread(): void {
    while (this.#spreadAt < this.#judged.size) {
      this.#spreadAt = this.#judged.size;
      for (const [name, container] of Object.entries(this.#containers)) {
        if (container.kind !== "union" || this.#judged.has(name)) continue;
        if (this.#isHard(container.variants)) {
          this.#judge(name, container.variants);
        }
      }
    }
  }

  #isSpread(variants: readonly Shape[], size: number): boolean {
    return variants.some((one) => {
      if (one.kind !== "named") return false;
      const isUnion = this.#find(one)?.kind === "union";
      return isUnion ? size > MAX_SWITCHED : this.#judged.has(one.name);
    });
  }

  /** Whether more must be read of a value than one member to tell it. */
  #isOpen(variants: readonly Shape[], flat: readonly Container[]): boolean {
    if (findNullable({ kind: "union", variants }) !== undefined) return false;
    const objects = flat.filter((one) => one.kind === "object");
    const isPlain = !flat.some(travelsOtherwise);
    return objects.length > 1 && findDiscriminant(objects) === undefined ||
      groupContainers(flat).some((group) => group.length > 1) ||
      !isPlain;
  }

  #compareObjects(objects: readonly ObjectShape[]): void {
    // A member by any name may be one of an index signature, too.
    if (objects.some(({ signatures }) => signatures.length > 0)) {
      this.#compare(objects.flatMap(listParts));
    }
    const byName = new Map<string, Shape[]>();
    for (const { members } of objects) {
      for (const { name, shape } of members) {
        const known = byName.get(name);
        if (known === undefined) byName.set(name, [shape]);
        else known.push(shape);
      }
    }
    for (const shapes of byName.values()) this.#compare(shapes);
  }

  /** Marks what lies below shapes of one place, if they differ. */
  #compare(shapes: readonly Shape[]): void {
    const names = new Set<string>();
    let isUnknown = false;
    for (const shape of shapes) {
      if (shape.kind === "named") names.add(shape.name);
      isUnknown ||= shape.kind === "unknown" || shape.kind === "present" ||
        shape.kind === "anyObject";
    }
    if (names.size + Number(isUnknown) < 2) return;
    for (const name of names) this.#reach(name);
  }

  #reach(name: string): void {
    const waiting = [name];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const container = this.#containers[at];
      if (container === undefined || this.#reached.has(at)) continue;
      this.#reached.add(at);
      this.#closed.add(container);
      this.#judged.add(at);
      for (const part of listParts(container)) {
        if (part.kind === "named") waiting.push(part.name);
      }
    }
  }

  #flatten(variants: readonly Shape[]): Container[] {
    const flat = new Map<string, Container>();
    const unions = new Set<string>();
    const waiting = [...variants];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const container = this.#find(at);
      if (at.kind !== "named" || container === undefined) continue;
      if (container.kind !== "union") flat.set(at.name, container);
      else if (!unions.has(at.name)) {
        unions.add(at.name);
        waiting.push(...container.variants);
      }
    }
    return [...flat.values()];
  }

  #find(shape: Shape): Container | undefined {
    return shape.kind === "named" ? this.#containers[shape.name] : undefined;
  }
}

/** Groups the containers that nothing but their parts tells apart. */
function groupContainers(flat: readonly Container[]): Container[][] {
  const lists = flat.filter(({ kind }) => kind === "array" || kind === "tuple");
  const maps = flat.filter(({ kind }) => kind === "map");
  return [lists, maps, flat.filter(({ kind }) => kind === "set")];
}
