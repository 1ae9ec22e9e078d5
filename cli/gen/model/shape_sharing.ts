import { compareText } from "../diagnostics.ts";
import type { ActorFacts, TypeReference } from "./facts.ts";
import { nameFile } from "./file_name.ts";
import { keyOf } from "./imports.ts";
import { mapShapes } from "./message_shapes.ts";
import { classify, type Outline } from "./shape_classes.ts";
import { ShapeNames } from "./shape_names.ts";
import {
  type Container,
  listNames,
  mapParts,
  type Shape,
  type TypeModel,
} from "./type_model.ts";

/** An actor of which some types are others' as well. */
export interface SharingActor extends ActorFacts {
  /** The names of those of its containers that other actors have, too. */
  readonly shared: ReadonlySet<string>;
}

/** The actors of one folder, and the types that several of them have. */
export interface SharedTypes {
  /** In the order of their files; each calls a shared type the same. */
  readonly actors: readonly SharingActor[];
  readonly types: TypeModel<TypeReference>;
}

/** One container of one actor. */
interface Node {
  readonly actor: ActorFacts;
  readonly name: string;
  readonly container: Container;
}

/**
 * Finds the containers that several actors have: alike are those that differ
 * nowhere in all that they lead to, whatever they are called, and whose
 * classes come from the same modules.
 */
export function shareTypes(facts: readonly ActorFacts[]): SharedTypes {
  const sorted = [...facts].sort((a, b) =>
    compareText(nameFile(a.className), nameFile(b.className))
  );
  const groups = groupNodes(sorted);
  const names = nameShared(groups);
  const classes = new Classes();
  const containers: Record<string, Container> = {};
  for (const [first] of groups) {
    const name = first && names.get(first.container);
    if (name === undefined || first === undefined) continue;
    const rename = (shape: Shape) => renameShape(shape, first.actor, names);
    containers[name] = mapClasses(
      mapParts(first.container, rename),
      (index) => classes.add(classOf(first.actor, index)),
    );
  }
  return {
    actors: sorted.map((actor) => renameTypes(actor, names)),
    types: { containers, classes: classes.listed },
  };
}

/** The names of shared containers by what each actor has of them. */
type SharedNames = ReadonlyMap<Container, string>;

/** Groups the containers of all actors that are alike. */
function groupNodes(actors: readonly ActorFacts[]): Node[][] {
  const classes = new Classes();
  const nodes = new Map<Container, Node>();
  const outlines: Outline<Container>[] = [];
  for (const actor of actors) {
    const { containers } = actor.types;
    for (const [name, container] of Object.entries(containers)) {
      nodes.set(container, { actor, name, container });
      const number = (index: number) => classes.add(classOf(actor, index));
      const nameless = mapClasses(mapParts(container, hideNames), number);
      const parts = listNames(container).flatMap((part) =>
        containers[part] ?? []
      );
      outlines.push({ key: container, text: JSON.stringify(nameless), parts });
    }
  }
  const numbers = classify(outlines);
  return [
    ...Map.groupBy(nodes.values(), (node) => numbers.get(node.container))
      .values(),
  ];
}

/** Names the containers that are in several actors. */
function nameShared(groups: readonly Node[][]): SharedNames {
  const names = new ShapeNames();
  const shared = new Map<Container, string>();
  for (const group of groups) {
    if (new Set(group.map(({ actor }) => actor)).size < 2) continue;
    const name = names.take(mostUsed(group.map(({ name }) => name)));
    for (const { container } of group) shared.set(container, name);
  }
  return shared;
}

/** Returns what is there most often; one more file seldom changes it. */
function mostUsed(names: readonly string[]): string {
  const counts = [...Map.groupBy(names, (name) => name)].map((
    [name, { length: count }],
  ) => ({ name, count }));
  const [first] = counts.sort((a, b) =>
    b.count - a.count || compareText(a.name, b.name)
  );
  return first?.name ?? "";
}

/** Calls the shared containers of an actor by their names. */
function renameTypes(actor: ActorFacts, names: SharedNames): SharingActor {
  const entries = Object.entries(actor.types.containers);
  const chosen = new ShapeNames();
  const renamed = new Map<Container, string>();
  const shared = new Set<string>();
  for (const [, container] of entries) {
    const name = names.get(container);
    if (name === undefined) continue;
    shared.add(chosen.take(name));
    renamed.set(container, name);
  }
  for (const [name, container] of entries) {
    // Another type of this name may be a shared one.
    if (!renamed.has(container)) renamed.set(container, chosen.take(name));
  }
  const rename = (shape: Shape) => renameShape(shape, actor, renamed);
  const containers = entries.map(([name, container]) =>
    [renamed.get(container) ?? name, mapParts(container, rename)] as const
  );
  return {
    ...actor,
    types: { ...actor.types, containers: Object.fromEntries(containers) },
    messages: mapShapes(actor.messages, rename),
    states: actor.states.map((one) => ({ ...one, shape: rename(one.shape) })),
    shared,
  };
}

function renameShape(
  shape: Shape,
  { types }: ActorFacts,
  names: SharedNames,
): Shape {
  if (shape.kind !== "named") return shape;
  const container = types.containers[shape.name];
  const name = container && names.get(container);
  return name === undefined || name === shape.name
    ? shape
    : { kind: "named", name };
}

/** Names say where a type was first met, not what it is. */
function hideNames(shape: Shape): Shape {
  return "name" in shape ? { ...shape, name: "" } : shape;
}

/** Returns a container whose classes have other numbers. */
function mapClasses(
  container: Container,
  change: (index: number) => number,
): Container {
  const changed = mapParts(
    container,
    (shape) =>
      shape.kind === "reference" && shape.class !== null
        ? { ...shape, class: change(shape.class) }
        : shape,
  );
  return changed.kind === "coded"
    ? { ...changed, class: change(changed.class) }
    : changed;
}

function classOf({ types }: ActorFacts, index: number): TypeReference {
  const reference = types.classes[index];
  if (reference === undefined) throw new Error(`Cannot find class ${index}`);
  return reference;
}

/** Classes, each once, whatever the files call them. */
class Classes {
  readonly #numbers = new Map<string, number>();
  readonly #listed: TypeReference[] = [];

  /** The classes that were added, by their numbers. */
  get listed(): readonly TypeReference[] {
    return this.#listed;
  }

  /** Adds a class and returns its number. */
  add(reference: TypeReference): number {
    const key = keyOf(reference);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#listed.length);
    return this.#listed.push(reference) - 1;
  }
}
