import { ts } from "./compiler/compiler.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { isLibrary } from "./compiler/host.ts";
import type { RemoteModules } from "./resolve/remote.ts";
import { placeAt } from "./compiler/place.ts";

/** Reports syntax errors of the files and of the modules they import. */
export function reportSyntax(
  program: ts.Program,
  remote: RemoteModules,
  diagnostics: Diagnostics,
): void {
  for (const file of program.getSourceFiles()) {
    if (isLibrary(file) || remote.isForeign(file.fileName)) continue;
    for (const problem of program.getSyntacticDiagnostics(file)) {
      diagnostics.add(
        "GEN103",
        placeAt(file, problem.start),
        ts.flattenDiagnosticMessageText(problem.messageText, " "),
        "mend the syntax error",
      );
    }
  }
}
