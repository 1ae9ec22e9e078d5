import { GENERATION } from "../../../src/base/version.ts";
import { HEADER } from "../model/header.ts";
import { Copiers } from "./copier/copiers.ts";
import { emitMethod, emitTableEntry } from "./method.ts";
import { emitImports } from "./imports.ts";
import { type Piece, toPieces } from "./piece.ts";
import { emitClasses } from "./shapes.ts";
import { emitStates } from "./states.ts";
import { emitDoc, quote } from "./text.ts";
import type { ActorModel } from "../model/model.ts";
import type { ShapesModel } from "../model/shapes_file.ts";

/**
 * Writes the file of one actor in pieces with a blank line between them; their
 * layout is left to the formatter.
 */
export function emit(
  model: ActorModel,
  shapes: Shapes | null = null,
): Piece[] {
  const copiers = new Copiers(model, shapes?.copiers);
  const definition = emitDefinition(model, copiers);
  const code = copiers.emitAll();
  const holder = shapes?.model.holder ?? "";
  const head = emitHead(model, definition, copiers, holder);
  return toPieces(head, code, hasLongTypes(model));
}

/** The file of shared shapes while the files that use it are written. */
export interface Shapes {
  readonly model: ShapesModel;
  readonly copiers: Copiers;
}

function emitHead(
  model: ActorModel,
  definition: string,
  copiers: Copiers,
  holder: string,
): string {
  // The classes are among what is imported.
  const classes = emitClasses(model, copiers, holder);
  const isUsed = (local: string) => copiers.uses(local);
  return [
    `${HEADER}${model.source}.\n`,
    "// Do not edit: change that file and run the generator again.\n",
    ...emitLintIgnores(model),
    ...model.imports.flatMap((one) => emitImports(one, isUsed)),
    copiers.borrowed.emitImport(),
    classes === "" ? "" : `\n${classes}`,
    "\n",
    definition,
    "\n",
    emitProxy(model),
  ].join("");
}

// Leaves room for the indentation and for the text around a type.
const MAX_PLAIN_LENGTH = 60;

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

function emitDefinition(model: ActorModel, copiers: Copiers): string {
  const { definition, actor, defineActor } = model.names;
  const create = model.takesContext
    ? `(context: ${model.names.context}) => new ${actor}(context)`
    : `() => new ${actor}()`;
  return [
    `const ${definition} = ${defineActor}({\n`,
    `type: ${quote(model.type)},\n`,
    `generation: ${quote(GENERATION)},\n`,
    `contract: ${quote(model.contract)},\n`,
    `actor: () => ${actor},\n`,
    model.hasOptions ? `options: () => ${actor}.options,\n` : "",
    // The class is asked at run time, where a private member is one as well.
    model.hidesOptions ? "options: () => ({}),\n" : "",
    `create: ${create},\n`,
    "methods: {\n",
    ...model.messages.map((message) => emitTableEntry(message, model, copiers)),
    "},\n",
    emitStates(model.states, copiers),
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
