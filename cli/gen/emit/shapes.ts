import { HEADER } from "../model/header.ts";
import type { ActorModel } from "../model/model.ts";
import type { ShapesModel } from "../model/shapes_file.ts";
import { listParts, type TypeModel } from "../model/type_model.ts";
import type { Copiers } from "./copier/copiers.ts";
import { emitImports } from "./imports.ts";
import { type Piece, toPieces } from "./piece.ts";

/** Writes the file of the shapes that others import, if there are any. */
export function emitShapes(model: ShapesModel, copiers: Copiers): Piece[] {
  const { lent } = copiers;
  if (lent.size === 0) return [];
  const code = copiers.emitAll();
  const isNeeded = neededClasses(model.types, lent);
  const classes = model.classes.filter((_, index) => isNeeded.has(index));
  const locals = new Set(classes.map(({ local }) => local));
  const isOther = new Set(model.classes.map(({ local }) => local))
    .difference(locals);
  const imports = model.imports.map((one) => ({
    ...one,
    names: one.names.filter(({ local }) => !isOther.has(local)),
  }));
  const head = [
    `${HEADER}the shapes that several proxies share.\n`,
    "// Do not edit: run the generator again.\n",
    ...imports.flatMap((one) =>
      emitImports(one, (local) => copiers.uses(local))
    ),
    emitHolder(model.holder, classes),
  ].join("");
  return toPieces(head, code, false);
}

/** Writes what holds the classes that only the importing files load. */
function emitHolder(
  holder: string,
  classes: ShapesModel["classes"],
): string {
  if (classes.length === 0) return "";
  const types = classes.map(({ key, local }) =>
    `${key}: () => typeof ${local};`
  );
  return "\n/** The classes of these shapes, as the proxies say. */\n" +
    `export const ${holder} = {} as {\n${types.join("\n")}\n};\n`;
}

/** Writes what a file says of the classes of the shapes that it imports. */
export function emitClasses(
  model: ActorModel,
  copiers: Copiers,
  holder: string,
): string {
  const { borrowed } = copiers;
  const needed = neededClasses(model.types, borrowed.containers);
  return model.keys.flatMap((key, index) =>
    key === undefined || !needed.has(index) ? [] : [
      `${borrowed.name(holder)}.${key} = () => ${copiers.nameClass(index)};\n`,
    ]
  ).join("");
}

/** Finds the classes of some containers and of all that they lead to. */
function neededClasses(
  { containers }: TypeModel<unknown>,
  names: ReadonlySet<string>,
): ReadonlySet<number> {
  const needed = new Set<number>();
  const seen = new Set(names);
  // The set grows while it is read.
  for (const name of seen) {
    const container = containers[name];
    if (container === undefined) continue;
    if (container.kind === "coded") needed.add(container.class);
    for (const part of listParts(container)) {
      if (part.kind === "named") seen.add(part.name);
      if (part.kind === "reference" && part.class !== null) {
        needed.add(part.class);
      }
    }
  }
  return needed;
}
