import { compareText } from "./diagnostics.ts";
import type {
  ActorFacts,
  Origin,
  Signature,
  TypeReference,
  TypeText,
} from "./facts.ts";
import { relativePath } from "./paths.ts";

/** Where the generated files go and what they stand on. */
export interface Target {
  /** The absolute path of the output folder. */
  readonly folder: string;
  /** What they import the run-time half from. */
  readonly proxyModule: string;
}

/** One name that a generated file imports. */
export interface ImportedName {
  /** The exported name, `default`, or `*` for the whole module. */
  readonly name: string;
  readonly local: string;
  readonly isType: boolean;
}

/** What a generated file imports from one module. */
export interface ImportModel {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
}

/** What the generated file calls the things that it stands on. */
export interface Names {
  readonly actor: string;
  readonly definition: string;
  readonly link: string;
  readonly actorProxy: string;
  readonly actorDefinition: string;
  readonly defineActor: string;
  readonly methodRefs: string;
}

/** The names of one file, and how to write types with them. */
export interface Binding {
  readonly imports: readonly ImportModel[];
  readonly names: Names;
  write(text: TypeText): string;
}

// What generated code itself says of types.
const BUILT_IN = ["Awaited", "Parameters", "Promise", "ReturnType"];

/**
 * Gives every imported thing of one file a name of its own.
 *
 * The file's own names give way to names that the user chose: parameters and
 * type parameters keep theirs, then types do, if nobody else has them.
 */
export function bindNames(actor: ActorFacts, target: Target): Binding {
  const taken = new Set([...actor.foreignNames, ...BUILT_IN]);
  taken.add(`${actor.className}Proxy`);
  const parameters = new Set(listParameterNames(actor));
  const choose = (name: string, avoided?: ReadonlySet<string>) => {
    let chosen = name;
    for (let n = 2; taken.has(chosen) || avoided?.has(chosen); n++) {
      chosen = `${name}${n}`;
    }
    taken.add(chosen);
    return chosen;
  };
  const names: Names = {
    actor: choose(actor.className),
    definition: choose("definition", parameters),
    link: choose("link", parameters),
    actorProxy: choose("ActorProxy"),
    actorDefinition: choose("ActorDefinition"),
    defineActor: choose("defineActor"),
    methodRefs: choose("MethodRefs"),
  };
  const locals = new Map([[keyOf(actor.reference), names.actor]]);
  const references = listReferences(actor);
  for (const reference of references) {
    const key = keyOf(reference);
    if (!locals.has(key)) locals.set(key, choose(reference.local));
  }
  return {
    names,
    imports: [
      importRuntime(names, target, actor.messages.length > 0),
      ...importReferences(actor.reference, references, locals, target),
    ],
    write: (text) =>
      text.map((part) =>
        typeof part === "string" ? part : locals.get(keyOf(part))
      ).join(""),
  };
}

function importRuntime(
  names: Names,
  target: Target,
  hasMessages: boolean,
): ImportModel {
  const imported = (name: string, local: string, isType = false) => ({
    name,
    local,
    isType,
  });
  return {
    specifier: target.proxyModule,
    names: [
      imported("ActorDefinition", names.actorDefinition, true),
      imported("ActorProxy", names.actorProxy),
      imported("defineActor", names.defineActor),
      ...(hasMessages ? [imported("link", names.link)] : []),
      imported("MethodRefs", names.methodRefs, true),
    ],
  };
}

function importReferences(
  actor: TypeReference,
  references: readonly TypeReference[],
  locals: ReadonlyMap<string, string>,
  target: Target,
): ImportModel[] {
  const modules = new Map<string, Map<string, ImportedName>>();
  for (const reference of [actor, ...references]) {
    const specifier = specify(reference.origin, target);
    const names = modules.get(specifier) ?? new Map<string, ImportedName>();
    const local = locals.get(keyOf(reference)) ?? reference.local;
    const isType = keyOf(reference) !== keyOf(actor);
    names.set(local, { name: reference.name, local, isType });
    modules.set(specifier, names);
  }
  return [...modules].sort(([a], [b]) => compareSpecifiers(a, b))
    .map(([specifier, names]) => ({
      specifier,
      names: [...names.values()].sort((a, b) =>
        compareText(a.name, b.name) || compareText(a.local, b.local)
      ),
    }));
}

// Packages first, then what is near; as most people sort them.
function compareSpecifiers(a: string, b: string): number {
  const isNear = (specifier: string) => Number(specifier.startsWith("."));
  return isNear(a) - isNear(b) || compareText(a, b);
}

function specify(origin: Origin, target: Target): string {
  return "path" in origin
    ? relativePath(target.folder, origin.path)
    : origin.specifier;
}

function keyOf({ origin, name }: TypeReference): string {
  return JSON.stringify([origin, name]);
}

function listReferences(actor: ActorFacts): TypeReference[] {
  return listSignatures(actor).flatMap((signature) => [
    ...signature.typeParameters,
    ...signature.parameters.map((parameter) => parameter.type),
    signature.result,
  ]).flat().filter((part) => typeof part !== "string");
}

function listParameterNames(actor: ActorFacts): string[] {
  return listSignatures(actor).flatMap((signature) =>
    signature.parameters.map((parameter) => parameter.name)
  );
}

function listSignatures(actor: ActorFacts): Signature<TypeText>[] {
  return actor.messages.flatMap((message) => [...message.signatures]);
}
