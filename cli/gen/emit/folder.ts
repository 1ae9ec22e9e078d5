import { Copiers } from "./copier/copiers.ts";
import { emit } from "./emit.ts";
import type { Draft } from "./piece.ts";
import { emitShapes } from "./shapes.ts";
import { SHAPES_FILE } from "../model/file_name.ts";
import type { FolderModel } from "../model/model.ts";

/** Writes all files of a folder, one at a time. */
export function* emitFolder(
  { actors, shapes: model }: FolderModel,
): Generator<Draft> {
  const shapes = { model, copiers: new Copiers(model) };
  // How a shape is copied depends on all that it is compared with.
  for (const actor of actors) shapes.copiers.judgeFor(actor);
  for (const actor of actors) {
    const pieces = emit(actor, shapes);
    yield { name: actor.fileName, source: actor.source, pieces };
  }
  // By now it is known what the others import.
  const pieces = emitShapes(model, shapes.copiers);
  if (pieces.length === 0) return;
  yield { name: SHAPES_FILE, source: `./${SHAPES_FILE}`, pieces };
}
