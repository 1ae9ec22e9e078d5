import { compareText } from "../diagnostics.ts";
import type {
  ActorFacts,
  Origin,
  Signature,
  TypeReference,
  TypeText,
} from "./facts.ts";
import { nameFile } from "./file_name.ts";
import { DATA_CLASSES } from "./built_ins.ts";
import { joinPath, relativePath, toSpecifier } from "../paths.ts";

/** The folder of the generated files, and the modules they import. */
export interface Target {
  /** The absolute path of the output folder. */
  readonly folder: string;
  /** The specifier of the run-time half of proxies. */
  readonly proxyModule: string;
  /** The origin of the library itself. */
  readonly library: Origin;
}

/** One name that a generated file imports. */
export interface ImportedName {
  /** The exported name, `default`, or `*` for the whole module. */
  readonly name: string;
  readonly local: string;
  readonly isType: boolean;
  /** Whether only copiers need it, and then as a value. */
  readonly isForCopiers: boolean;
}

/** The names that a generated file imports from one module. */
export interface ImportModel {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
}

/** The local names of the imports and constants of a generated file. */
export interface Names {
  readonly actor: string;
  readonly definition: string;
  readonly link: string;
  readonly actorProxy: string;
  readonly actorDefinition: string;
  readonly defineActor: string;
  readonly methodRefs: string;
  readonly bytes: string;
  readonly check: string;
  readonly context: string;
  readonly referenceOwner: string;
  readonly step: string;
  /** The classes of the types' model. */
  readonly classes: readonly string[];
  /** What people call these. */
  readonly titles: readonly string[];
}

/** The names of one file, and how to write types with them. */
export interface Binding {
  readonly imports: readonly ImportModel[];
  readonly names: Names;
  /** Every name that means something in the file already. */
  readonly taken: ReadonlySet<string>;
  write(text: TypeText): string;
}

// The types that generated code itself names.
export const BUILT_IN: readonly string[] = [
  ...["AsyncGenerator", "AsyncIterable"],
  ...["Array", "ArrayBuffer", "Awaited", "Error", "Map", "Parameters"],
  ...["Promise", "Record", "ReturnType", "Set", ...DATA_CLASSES],
];

/** What generated functions call their parameters and constants. */
const LOCAL: ReadonlySet<string> = new Set([
  ...["actor", "args", "context", "copy", "error", "from", "index", "item"],
  ...["left", "owner", "step", "to", "value"],
]);

/**
 * Gives every imported thing of one file a name of its own.
 *
 * The file's own names give way to names that the user chose: parameters and
 * type parameters keep theirs first, then types keep those still free.
 */
export function bindNames(actor: ActorFacts, target: Target): Binding {
  const taken = new Set([...actor.foreignNames, ...BUILT_IN]);
  taken.add(`${actor.className}Proxy`);
  const parameters = new Set(listParameterNames(actor));
  const choose = (name: string, avoided?: ReadonlySet<string>) => {
    let chosen = name;
    const isTaken = () =>
      taken.has(chosen) || LOCAL.has(chosen) || avoided?.has(chosen);
    for (let n = 2; isTaken(); n++) chosen = `${name}${n}`;
    taken.add(chosen);
    return chosen;
  };
  const names = {
    actor: choose(actor.className),
    definition: choose("definition", parameters),
    link: choose("link", parameters),
    actorProxy: choose("ActorProxy"),
    actorDefinition: choose("ActorDefinition"),
    defineActor: choose("defineActor"),
    methodRefs: choose("MethodRefs"),
    bytes: choose("bytes", parameters),
    check: choose("check", parameters),
    referenceOwner: choose("ReferenceOwner"),
    step: choose("Step"),
    context: actor.takesContext ? choose("Context") : "Context",
  };
  const context = { origin: target.library, name: "Context", local: "Context" };
  const locals = new Map([
    [keyOf(actor.reference), names.actor],
    // The file of an actor declares the proxy of its own class.
    [keyOf(referToProxy(actor, target)), `${actor.className}Proxy`],
  ]);
  if (actor.takesContext) locals.set(keyOf(context), names.context);
  const references = [
    ...(actor.takesContext ? [context] : []),
    ...listReferences(actor),
  ];
  const { classes } = actor.types;
  for (const reference of [...references, ...classes]) {
    const key = keyOf(reference);
    if (!locals.has(key)) locals.set(key, choose(reference.local));
  }
  const nameOf = (reference: TypeReference) =>
    locals.get(keyOf(reference)) ?? reference.local;
  const titles = classes.map(({ local }) => local);
  return {
    names: { ...names, classes: classes.map(nameOf), titles },
    taken,
    imports: [
      importRuntime(names, target, actor.messages.length > 0),
      ...importReferences(listRequests(actor, references, nameOf), target),
    ],
    write: (text) =>
      text.map((part) => typeof part === "string" ? part : nameOf(part)).join(
        "",
      ),
  };
}

function importRuntime(
  names: Omit<Names, "classes" | "titles">,
  target: Target,
  hasMessages: boolean,
): ImportModel {
  const imported = (name: string, local: string, isType = false) => ({
    name,
    local,
    isType,
    isForCopiers: local === names.bytes || local === names.check ||
      local === names.step || local === names.referenceOwner,
  });
  return {
    specifier: target.proxyModule,
    names: [
      imported("ActorDefinition", names.actorDefinition, true),
      imported("ActorProxy", names.actorProxy),
      imported("bytes", names.bytes),
      imported("check", names.check),
      imported("defineActor", names.defineActor),
      ...(hasMessages ? [imported("link", names.link)] : []),
      imported("MethodRefs", names.methodRefs, true),
      imported("ReferenceOwner", names.referenceOwner, true),
      imported("Step", names.step, true),
    ],
  };
}

/** One thing that a generated file imports under a local name. */
export interface ImportRequest {
  readonly reference: TypeReference;
  readonly local: string;
  readonly isType: boolean;
  readonly isForCopiers: boolean;
}

function listRequests(
  actor: ActorFacts,
  references: readonly TypeReference[],
  nameOf: (reference: TypeReference) => string,
): ImportRequest[] {
  const request = (reference: TypeReference, isType: boolean) => ({
    reference,
    local: nameOf(reference),
    isType,
    isForCopiers: false,
  });
  const classes = actor.types.classes.map((one) => ({
    ...request(one, true),
    isForCopiers: true,
  }));
  return [
    request(actor.reference, false),
    ...references.map((one) => request(one, true)),
    ...classes,
  ].filter(({ local }) => local !== `${actor.className}Proxy`);
}

/** Gathers what is imported from each module. */
export function importReferences(
  requests: readonly ImportRequest[],
  target: Target,
): ImportModel[] {
  const modules = new Map<string, Map<string, ImportedName>>();
  for (const { reference, local, isType, isForCopiers } of requests) {
    const specifier = specify(reference.origin, target);
    const names = modules.get(specifier) ?? new Map<string, ImportedName>();
    const { name } = reference;
    if (!names.has(local)) {
      names.set(local, { name, local, isType, isForCopiers });
    }
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

// Packages come first, then relative paths.
function compareSpecifiers(a: string, b: string): number {
  const isNear = (specifier: string) => Number(specifier.startsWith("."));
  return isNear(a) - isNear(b) || compareText(a, b);
}

function specify(origin: Origin, target: Target): string {
  return "path" in origin
    ? toSpecifier(relativePath(target.folder, origin.path))
    : origin.specifier;
}

function referToProxy({ className }: ActorFacts, { folder }: Target) {
  const name = `${className}Proxy`;
  const origin = { path: joinPath(folder, nameFile(className)) };
  return { origin, name, local: name };
}

/** Returns what one thing has in common wherever it is imported. */
export function keyOf({ origin, name }: TypeReference): string {
  return JSON.stringify([origin, name]);
}

function listReferences(actor: ActorFacts): TypeReference[] {
  return listSignatures(actor).flatMap((signature) => [
    ...signature.typeParameters,
    ...signature.parameters.map((parameter) => parameter.type),
    signature.result,
    ...(signature.yielded === null ? [] : [signature.yielded.type]),
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
