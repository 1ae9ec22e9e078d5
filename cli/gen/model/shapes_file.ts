import type { CopierImports, CopierModel } from "./copier_model.ts";
import {
  BUILT_IN,
  type ImportModel,
  importReferences,
  keyOf,
  type Target,
} from "./imports.ts";
import { shareVariants } from "./shape_families.ts";
import type { SharedTypes } from "./shape_sharing.ts";

/** A class that shared shapes are made with. */
export interface SharedClass {
  /** The name under which the files that use it say what it is. */
  readonly key: string;
  /** Its local name, as a type. */
  readonly local: string;
}

/** The file of shared shapes as plain data for the emitter. */
export interface ShapesModel extends CopierModel {
  readonly imports: readonly ImportModel[];
  /** The name of what holds the classes. */
  readonly holder: string;
  /** By their numbers in the types' model. */
  readonly classes: readonly SharedClass[];
}

/**
 * Makes the model of the file of shared shapes.
 *
 * It imports classes as types only, and the files that use it say what they
 * are: so it loads no module of the user's, and no import of it is circular.
 */
export function buildShapes(
  { types }: SharedTypes,
  target: Target,
): ShapesModel {
  const taken = new Set(BUILT_IN);
  const choose = (name: string) => {
    let chosen = name;
    for (let n = 2; taken.has(chosen); n++) chosen = `${name}${n}`;
    taken.add(chosen);
    return chosen;
  };
  const runtime = {
    bytes: choose("bytes"),
    check: choose("check"),
    step: choose("Step"),
    referenceOwner: choose("ReferenceOwner"),
    actorProxy: choose("ActorProxy"),
  };
  const holder = choose("classes");
  const locals = types.classes.map(({ local }) => choose(local));
  const requests = types.classes.map((reference, index) => ({
    reference,
    local: locals[index] ?? reference.local,
    isType: true,
    isForCopiers: false,
  }));
  return {
    types: { ...types, containers: shareVariants(types.containers) },
    names: {
      ...runtime,
      classes: locals.map((local) => `${holder}.${local}()`),
      titles: types.classes.map(({ local }) => local),
    },
    taken,
    imports: [
      importRuntime(runtime, target),
      ...importReferences(requests, target),
    ],
    holder,
    classes: locals.map((local) => ({ key: local, local })),
    shared: new Set(),
    messages: [],
    states: [],
  };
}

/** Returns the keys of the classes that shared shapes are made with. */
export function mapKeys({ types, classes }: ShapesModel): Map<string, string> {
  return new Map(
    classes.map(({ key }, index) => {
      const reference = types.classes[index];
      return [reference === undefined ? "" : keyOf(reference), key];
    }),
  );
}

function importRuntime(
  names: Omit<CopierImports, "classes" | "titles">,
  { proxyModule }: Target,
): ImportModel {
  const imported = (name: string, local: string, isType: boolean) => ({
    name,
    local,
    isType,
    isForCopiers: true,
  });
  return {
    specifier: proxyModule,
    names: [
      imported("ActorProxy", names.actorProxy, false),
      imported("bytes", names.bytes, false),
      imported("check", names.check, false),
      imported("ReferenceOwner", names.referenceOwner, true),
      imported("Step", names.step, true),
    ],
  };
}
