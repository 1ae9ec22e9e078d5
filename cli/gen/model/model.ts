import { type Code, compareText, type Diagnostics } from "../diagnostics.ts";
import type {
  Actor,
  ActorFacts,
  Message,
  TypeReference,
  TypeText,
} from "./facts.ts";
import {
  bindNames,
  type ImportModel,
  type Names,
  type Target,
} from "./imports.ts";
import { nameFile } from "./file_name.ts";
import { relativePath, toSpecifier } from "../paths.ts";
import type { TypeModel } from "./type_model.ts";

/** One generated file as plain data for the emitter. */
export interface ActorModel extends Actor<string> {
  readonly fileName: string;
  readonly proxyName: string;
  /** The specifier of the source, which the header names. */
  readonly source: string;
  readonly imports: readonly ImportModel[];
  readonly names: Names;
  /** Every name that the file already uses. */
  readonly taken: ReadonlySet<string>;
  /** The types of its messages. */
  readonly types: TypeModel<TypeReference>;
  readonly lintIgnores: readonly string[];
}

/** Makes the model of every file, in the order of their names. */
export function buildModels(
  facts: readonly ActorFacts[],
  target: Target,
  diagnostics: Diagnostics,
): ActorModel[] {
  const models = facts.map((actor) => buildModel(actor, target));
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
  return models.sort((a, b) => compareText(a.fileName, b.fileName));
}

function buildModel(actor: ActorFacts, target: Target): ActorModel {
  const { imports, names, taken, write } = bindNames(actor, target);
  return {
    type: actor.type,
    className: names.actor,
    doc: actor.doc,
    takesContext: actor.takesContext,
    hasOptions: actor.hasOptions,
    hidesOptions: actor.hidesOptions,
    messages: actor.messages.map((message) => mapMessage(message, write)),
    fileName: nameFile(actor.className),
    proxyName: `${actor.className}Proxy`,
    source: toSpecifier(relativePath(target.folder, actor.place.path)),
    types: actor.types,
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
