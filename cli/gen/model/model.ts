import type { Code, Diagnostics } from "../diagnostics.ts";
import type {
  Actor,
  ActorFacts,
  Message,
  State,
  TypeReference,
  TypeText,
} from "./facts.ts";
import {
  bindNames,
  type ImportModel,
  keyOf,
  type Names,
  type Target,
} from "./imports.ts";
import { nameFile } from "./file_name.ts";
import { relativePath, toSpecifier } from "../paths.ts";
import { fingerprintContract } from "./contract.ts";
import type { CopierModel } from "./copier_model.ts";
import { fingerprint } from "./fingerprint.ts";
import { shareVariants } from "./shape_families.ts";
import { shareTypes, type SharingActor } from "./shape_sharing.ts";
import { buildShapes, mapKeys, type ShapesModel } from "./shapes_file.ts";
import type { TypeModel } from "./type_model.ts";

/** One state, and the fingerprint of the shape of its values. */
export interface StateModel extends State {
  readonly fingerprint: string;
}

/** One generated file as plain data for the emitter. */
export interface ActorModel extends Actor<string>, CopierModel {
  readonly fileName: string;
  readonly proxyName: string;
  /** The specifier of the source, which the header names. */
  readonly source: string;
  readonly imports: readonly ImportModel[];
  readonly names: Names;
  /** The fingerprint of what the actor and its callers must agree on. */
  readonly contract: string;
  readonly states: readonly StateModel[];
  /** The types of its messages and states. */
  readonly types: TypeModel<TypeReference>;
  /** The names that the shapes' file has for the types' classes. */
  readonly keys: readonly (string | undefined)[];
  readonly lintIgnores: readonly string[];
}

/** All generated files of one folder. */
export interface FolderModel {
  /** In the order of their names. */
  readonly actors: readonly ActorModel[];
  /** What several of them import. */
  readonly shapes: ShapesModel;
}

/** Makes the models of all files. */
export function buildModels(
  facts: readonly ActorFacts[],
  target: Target,
  diagnostics: Diagnostics,
): FolderModel {
  refuseTwins(facts, (actor) => actor.type, diagnostics, {
    code: "GEN208",
    message: (type) => `two actors have the type name "${type}"`,
    hint: "rename a class, or give one a static options.actorType",
  });
  refuseTwins(facts, (actor) => nameFile(actor.className), diagnostics, {
    code: "GEN209",
    message: (name) => `two actors need the file ${name}`,
    hint: "rename a class: its file is named after it, whatever its actorType",
  });
  const shared = shareTypes(facts);
  const shapes = buildShapes(shared, target);
  const keys = mapKeys(shapes);
  const actors = shared.actors.map((actor) => buildModel(actor, target, keys));
  return { actors, shapes };
}

function buildModel(
  actor: SharingActor,
  target: Target,
  keys: ReadonlyMap<string, string>,
): ActorModel {
  const { types } = actor;
  const { imports, names, taken, write } = bindNames(actor, target);
  return {
    type: actor.type,
    className: names.actor,
    doc: actor.doc,
    takesContext: actor.takesContext,
    hasOptions: actor.hasOptions,
    hidesOptions: actor.hidesOptions,
    contract: fingerprintContract(actor),
    messages: actor.messages.map((message) => mapMessage(message, write)),
    states: actor.states.map((state) => ({
      ...state,
      fingerprint: fingerprint(state.shape, types),
    })),
    fileName: nameFile(actor.className),
    proxyName: `${actor.className}Proxy`,
    source: toSpecifier(relativePath(target.folder, actor.place.path)),
    types: { ...types, containers: shareVariants(types.containers) },
    shared: actor.shared,
    keys: types.classes.map((reference) => keys.get(keyOf(reference))),
    imports,
    names,
    taken,
    lintIgnores: actor.lintIgnores,
  };
}

function mapMessage(
  message: Message<TypeText>,
  write: (text: TypeText) => string,
): Message<string> {
  const signatures = message.signatures.map((signature) => ({
    doc: signature.doc,
    typeParameters: signature.typeParameters.map(write),
    parameters: signature.parameters.map((parameter) => ({
      ...parameter,
      type: write(parameter.type),
    })),
    result: write(signature.result),
    resultShape: signature.resultShape,
    yielded: signature.yielded && {
      ...signature.yielded,
      type: write(signature.yielded.type),
    },
  }));
  return { ...message, signatures };
}

interface TwinRule {
  readonly code: Code;
  readonly hint: string;
  message(key: string): string;
}

function refuseTwins(
  facts: readonly ActorFacts[],
  keyOf: (actor: ActorFacts) => string,
  diagnostics: Diagnostics,
  rule: TwinRule,
): void {
  for (const [key, twins] of Map.groupBy(facts, keyOf)) {
    if (twins.length < 2) continue;
    // The report of each twin names another, so that either leads to both.
    for (const [index, twin] of twins.entries()) {
      const other = twins[index === 0 ? 1 : 0]?.place;
      const message = `${rule.message(key)}; the other is at ` +
        `${other?.path}:${other?.line}`;
      diagnostics.add(rule.code, twin.place, message, rule.hint);
    }
  }
}
