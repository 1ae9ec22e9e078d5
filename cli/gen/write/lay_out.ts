import { type Diagnostics, startOf } from "../diagnostics.ts";
import { emit } from "../emit/emit.ts";
import { type Format, settle } from "./format.ts";
import type { ActorModel } from "../model/model.ts";
import { fromSpecifier } from "../paths.ts";
import type { OutputFile } from "./write.ts";

/** Writes the file of one actor as `deno fmt` has it, or says why not. */
export function layOut(
  model: ActorModel,
  folder: string,
  format: Format,
  diagnostics: Diagnostics,
): OutputFile[] {
  const pieces = emit(model);
  try {
    const laidOut = pieces.map(({ code, isIntricate }) =>
      settle(code, format, isIntricate)
    );
    return [{ name: model.fileName, code: laidOut.join("\n") }];
  } catch (error) {
    const [reason = ""] = String(error).split("\n");
    diagnostics.add(
      "GEN106",
      startOf(fromSpecifier(model.source, folder) ?? folder),
      `cannot lay out ${model.fileName}: ${reason}`,
      "this is the generator's mistake: report it with the class",
    );
    return [];
  }
}
