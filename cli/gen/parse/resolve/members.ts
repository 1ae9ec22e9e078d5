import { ts } from "../compiler/compiler.ts";
import { folderOf, fromSpecifier, joinPath } from "../../paths.ts";
import { listFolders } from "../../scan/folders.ts";
import { type Json, listText, toObject } from "./import_map.ts";
import { type Lack, missing } from "./lack.ts";

/** Reads the settings of a folder, and tells where they are. */
export type ReadSettings = (
  folder: string,
) => { readonly path: string; readonly settings: Json } | undefined;

type Found = { readonly path: string } | { readonly lack: Lack };

interface Member {
  readonly name: string;
  readonly version: unknown;
  /** Its `deno.json`. */
  readonly path: string;
  readonly exports: ReadonlyMap<string, string>;
}

/** The packages of a workspace, and those that `links` puts beside them. */
export class Members {
  readonly #members: readonly Member[];

  constructor(folder: string, settings: Json, read: ReadSettings) {
    const linked = listText(settings["links"] ?? settings["patch"])
      .map((link) => joinPath(folder, link));
    this.#members = [
      ...listMembers(folder, settings, read),
      ...linked.flatMap((link) => {
        const found = read(link);
        if (found === undefined) return [];
        return listMembers(link, found.settings, read);
      }),
    ];
  }

  /** Finds the file that a package's name means, as `name` or `name/part`. */
  find(specifier: string): Found | undefined {
    const [head = "", scoped = "", range] =
      /^jsr:\/?(@[^/]+\/[^/@]+)(?:@([^/]*))?/.exec(specifier) ?? [];
    const whole = `${scoped}${specifier.slice(head.length)}`;
    const member = this.#members.find(({ name }) =>
      whole === name || whole.startsWith(`${name}/`)
    );
    if (member === undefined || !fits(member.version, range)) return undefined;
    const { name, path, exports } = member;
    const part = `.${whole.slice(name.length)}`;
    const target = exports.get(part);
    const found = target && fromSpecifier(target, folderOf(path));
    if (found) return { path: found };
    const all = [...exports.keys()].map((key) => `"${key}"`).join(", ");
    const lack = missing(
      `${path} exports ${all || "nothing"}, not "${part}"`,
      "import what it exports, or export it there",
    );
    return { lack };
  }
}

function listMembers(
  folder: string,
  settings: Json,
  read: ReadSettings,
): Member[] {
  const { workspace } = settings;
  const patterns = listText(
    Array.isArray(workspace) ? workspace : toObject(workspace)["members"],
  );
  const folders = patterns.flatMap((one) => listFolders(folder, one));
  return [folder, ...folders].flatMap((one) => {
    const found = read(one);
    const name = found?.settings["name"];
    if (found === undefined || typeof name !== "string") return [];
    const { path, settings: { version, exports } } = found;
    return [{ name, version, path, exports: readExports(exports) }];
  });
}

/** The compiler's own reader of versions, which its declarations hide. */
interface Versions {
  readonly VersionRange?: {
    tryParse(range: string): { test(version: string): boolean } | undefined;
  };
}

/** Whether a member is of the version that is asked for. */
function fits(version: unknown, range: string | undefined): boolean {
  if (typeof version !== "string" || range === undefined) return true;
  const { VersionRange } = ts as Versions;
  return VersionRange?.tryParse(range)?.test(version) ??
    true;
}

function readExports(exports: unknown): ReadonlyMap<string, string> {
  if (typeof exports === "string") return new Map([[".", exports]]);
  return new Map(
    Object.entries(toObject(exports)).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}
