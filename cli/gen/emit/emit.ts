import { GENERATION } from "../../../src/base/version.ts";
import { HEADER } from "../model/header.ts";
import type { ImportedName, ImportModel } from "../model/imports.ts";
import { Copiers } from "./copier/copiers.ts";
import { emitMethod, emitTableEntry } from "./method.ts";
import { emitDoc, emitKey, quote } from "./text.ts";
import type { ActorModel } from "../model/model.ts";

/** A part of a file that the formatter can lay out by itself. */
export interface Piece {
  readonly code: string;
  /** Whether the formatter may need more than one pass over it. */
  readonly isIntricate: boolean;
}

/**
 * Writes the file of one actor in pieces with a blank line between them; their
 * layout is left to the formatter.
 */
export function emit(model: ActorModel): Piece[] {
  const copiers = new Copiers(model);
  const definition = emitDefinition(model, copiers);
  const [first = "", ...others] = copiers.emitAll();
  const head = emitHead(model, definition, copiers);
  const code = first === "" ? head : `${head}\n${COPIERS}\n${first}`;
  return [
    { code, isIntricate: hasLongTypes(model) || LONG_CHOICE.test(code) },
    ...others.map((code) => ({ code, isIntricate: LONG_CHOICE.test(code) })),
  ];
}

function emitHead(
  model: ActorModel,
  definition: string,
  copiers: Copiers,
): string {
  return [
    `${HEADER}${model.source}.\n`,
    "// Do not edit: change that file and run the generator again.\n",
    ...emitLintIgnores(model),
    ...model.imports.flatMap((one) => emitImports(one, copiers)),
    "\n",
    definition,
    "\n",
    emitProxy(model),
  ].join("");
}

const RUNTIME_TYPES: ReadonlySet<string> = new Set(["ReferenceOwner", "Step"]);

const COPIERS =
  "// How messages are copied, so that neither side sees the other change " +
  "them, and\n// how they become bytes the quick way (`…Bytes`). Whatever " +
  "such a codec does not\n// take is left to its copier, which says what is " +
  "wrong, if anything is.\n";

// Leaves room for the indentation and for the text around a type.
const MAX_PLAIN_LENGTH = 60;

// The formatter lays out such a line in another way once it is broken.
const LONG_CHOICE = /^(?=.{60}).*(?:\(item, step\) =>| \? )/m;

function hasLongTypes({ messages }: ActorModel): boolean {
  const texts = messages.flatMap(({ signatures }) => signatures).flatMap(
    ({ typeParameters, parameters, result, yielded }) => [
      typeParameters.join(),
      ...parameters.map(({ name, type }) => name + type),
      (yielded?.type ?? "") + result,
    ],
  );
  return texts.some((text) =>
    text.length > MAX_PLAIN_LENGTH || text.includes("\n")
  );
}

function emitLintIgnores({ lintIgnores }: ActorModel): string[] {
  if (lintIgnores.length === 0) return [];
  return [`// deno-lint-ignore-file ${lintIgnores.join(" ")}\n`];
}

function emitImports(
  { specifier, names: all }: ImportModel,
  copiers: Copiers,
): string[] {
  const names = all.flatMap((one) => {
    const isUsed = copiers.uses(one.local);
    if (one.isForCopiers && !isUsed) return [];
    return isUsed && !RUNTIME_TYPES.has(one.name)
      ? [{ ...one, isType: false }]
      : [one];
  });
  if (names.length === 0) return [];
  const named = names.filter(({ name }) => name !== "*" && name !== "default");
  const alone = names.filter(({ name }) => name === "*" || name === "default");
  const lines = alone.map((one) => {
    const what = one.name === "*" ? `* as ${one.local}` : one.local;
    return emitImport(what, specifier, one.isType);
  });
  if (named.length === 0) return lines;
  // One `import type` reads better than a `type` before every name.
  const isType = named.every((one) => one.isType);
  const list = named.map((one) => emitName(one, isType)).join(", ");
  return [...lines, emitImport(`{ ${list} }`, specifier, isType)];
}

function emitImport(what: string, from: string, isType: boolean): string {
  return `import ${isType ? "type " : ""}${what} from ${quote(from)};\n`;
}

function emitName(imported: ImportedName, isAllTypes: boolean): string {
  const { name, local, isType } = imported;
  const exported = emitKey(name);
  const renamed = name === local ? name : `${exported} as ${local}`;
  return isType && !isAllTypes ? `type ${renamed}` : renamed;
}

function emitDefinition(model: ActorModel, copiers: Copiers): string {
  const { definition, actor, defineActor } = model.names;
  const create = model.takesContext
    ? `(context: ${model.names.context}) => new ${actor}(context)`
    : `() => new ${actor}()`;
  return [
    `const ${definition} = ${defineActor}({\n`,
    `type: ${quote(model.type)},\n`,
    `generation: ${quote(GENERATION)},\n`,
    `actor: () => ${actor},\n`,
    model.hasOptions ? `options: () => ${actor}.options,\n` : "",
    // The class is asked at run time, where a private member is one as well.
    model.hidesOptions ? "options: () => ({}),\n" : "",
    `create: ${create},\n`,
    "methods: {\n",
    ...model.messages.map((message) => emitTableEntry(message, model, copiers)),
    "},\n",
    "});\n",
  ].join("");
}

function emitProxy(model: ActorModel): string {
  const { names, proxyName, messages } = model;
  const keys = messages.map(({ name }) => quote(name)).join(" | ") || "never";
  return [
    emitDoc(model.doc, ""),
    `export class ${proxyName} extends ${names.actorProxy} {\n`,
    `  /** What the engine knows of \`${model.className}\`. */\n`,
    `  static readonly definition: ${names.actorDefinition} = `,
    `${names.definition};\n`,
    `  /** The methods of \`${model.className}\`, for \`newSubscriber\`. */\n`,
    `  static readonly Method: ${names.methodRefs}<${names.actor}, ${keys}> = `,
    `${names.definition}.methods;\n`,
    ...messages.map((message) => `\n${emitMethod(message, model)}`),
    "}\n",
  ].join("");
}
