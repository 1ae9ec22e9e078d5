import type { ts } from "./compiler.ts";
import { toFileName, toFilePath } from "./file_name.ts";
import type { LostModules } from "./lost_modules.ts";
import { isStub, type Stubs } from "./stub.ts";
import { folderOf } from "../../paths.ts";
import { missing } from "../resolve/lack.ts";
import { readOwnTypes, readTypesPragma } from "../resolve/pragma.ts";
import type { Projects } from "../resolve/projects.ts";
import { type Found, type RemoteModules, untyped } from "../resolve/remote.ts";
import type { Sources } from "../../scan/sources.ts";

const EXTENSION = /(?:(?:\.d)?\.[cm]?tsx?|\.json)$/;
const SCRIPT = /\.[cm]?jsx?$/;

/** What specifiers are resolved with. */
export interface ResolverTools {
  readonly sources: Sources;
  readonly projects: Projects;
  readonly remote: RemoteModules;
  readonly stubs: Stubs;
  readonly lost: LostModules;
}

/** Finds the files that the specifiers of files mean, for the compiler. */
export class Resolver {
  readonly #tools: ResolverTools;

  constructor(tools: ResolverTools) {
    this.#tools = tools;
  }

  /** Finds what an import means; a generated file may be new. */
  resolveImport(
    literal: ts.StringLiteralLike,
    user: ts.SourceFile,
  ): ts.ResolvedModuleFull | undefined {
    const { remote, lost, stubs } = this.#tools;
    const { fileName } = user;
    const isForeign = remote.isForeign(fileName);
    const types = isForeign ? undefined : readTypesPragma(literal, user);
    const specifier = types ?? literal.text;
    const found = this.resolve(specifier, fileName, isForeign);
    if (!("file" in found)) {
      // What packages and stand-ins lack is not the user's business.
      if (!isForeign && !isStub(fileName)) {
        lost.add(
          literal,
          () => lackOf(this.resolve(specifier, fileName, isForeign)),
        );
      }
      return undefined;
    }
    const { path, extension } = found.file;
    const resolvedFileName = stubs.replaces(path)
      ? stubs.make(path, specifier, user)
      : path;
    return { resolvedFileName, extension };
  }

  /** Finds the types that a file asks for beside its imports. */
  resolveReference(
    specifier: string,
    user: string,
  ): ts.ResolvedTypeReferenceDirective | undefined {
    // Node's own types are inside of Deno, and others' would stand beside it.
    if (specifier === "node") return undefined;
    const found = this.resolve(specifier, user);
    return "file" in found
      ? { resolvedFileName: found.file.path, primary: true }
      : undefined;
  }

  /** Finds what a specifier means in a file. */
  resolve(
    specifier: string,
    user: string,
    isForeign: boolean = this.#tools.remote.isForeign(user),
    isOfTypes = false,
  ): Found {
    const { projects, remote } = this.#tools;
    if (isForeign) return remote.findFrom(specifier, user);
    const path = toFilePath(user);
    const meaning = projects.resolve(specifier, path);
    if ("lack" in meaning) return meaning;
    return "url" in meaning
      ? remote.find(meaning.url, projects.rootOf(folderOf(path)), user)
      : this.#findFile(meaning.path, isOfTypes);
  }

  #findFile(path: string, isOfTypes: boolean): Found {
    const { sources, stubs } = this.#tools;
    const file = {
      path: toFileName(path),
      extension: EXTENSION.exec(path)?.[0] ?? ".ts",
    };
    if (stubs.replaces(path)) return { file };
    const text = sources.readText(path);
    if (text === undefined) return { lack: missing("") };
    if (EXTENSION.test(path)) return { file };
    if (!SCRIPT.test(path)) return { lack: undefined };
    // What JavaScript names as its types must not be JavaScript again.
    const types = isOfTypes ? undefined : readOwnTypes(text);
    return types === undefined
      ? { lack: untyped() }
      : this.resolve(types, toFileName(path), false, true);
  }
}

function lackOf(found: Found) {
  return "file" in found ? undefined : found.lack;
}
