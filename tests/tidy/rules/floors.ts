import type { Import } from "../imports.ts";
import type { Finding } from "../source.ts";

/** Which rooms the files of a room may import beside their own. */
export type Floors = Readonly<Record<string, readonly string[]>>;

/** Finds the imports that lead up, sideways or past the public doors. */
export function findWrongFloors(
  imports: readonly Import[],
  floors: Floors,
  entryPoints: ReadonlySet<string>,
): Finding[] {
  return imports.flatMap((one) => {
    const message = judge(one, floors, entryPoints);
    return message === undefined
      ? []
      : [{ path: one.from, line: one.line, message }];
  });
}

/**
 * Finds the imports between the folders of one room that its table does not
 * have; a file beside the folders may import, and be imported by, all of them.
 */
export function findWrongFolders(
  imports: readonly Import[],
  room: string,
  folders: Floors,
): Finding[] {
  const folderOf = (path: string | undefined): string | undefined => {
    if (!path?.startsWith(`${room}/`)) return undefined;
    const [folder, ...rest] = path.slice(room.length + 1).split("/");
    return rest.length === 0 ? undefined : folder;
  };
  return imports.flatMap(({ from, line, specifier, target }) => {
    const [folder, other] = [folderOf(from), folderOf(target)];
    if (folder === undefined || other === undefined || folder === other) {
      return [];
    }
    const allowed = folders[folder] ?? [];
    if (allowed.includes(other)) return [];
    const message = `${room}/${folder} imports ${specifier}; it may import ` +
      ["its own folder", ...allowed].join(", ");
    return [{ path: from, line, message }];
  });
}

/**
 * Files on a floor above their folder's: the façade, which opens what stands
 * beside an engine, and the doors that take an engine.
 */
const ABOVE: Readonly<Record<string, string>> = {
  "src/engine/engine.ts": "the façade",
  "src/engine/stop_on_signals.ts": "the façade",
  "src/inspector/mod.ts": "the inspector's door",
};

/** The room that a file lies in: `src/<room>`, or the top folder. */
export function roomOf(path: string): string {
  const above = ABOVE[path];
  if (above !== undefined) return above;
  const [top = "", ...rest] = path.split("/");
  // The version and the name stand there, and nowhere else.
  if (path === "deno.json") return "package";
  if (rest.length === 0) return "top";
  // The inspector's wire: its clients know that, and nothing else of it.
  if (path.startsWith("src/inspector/wire/")) return "src/inspector/wire";
  return top === "src" && rest.length > 1 ? `src/${rest[0]}` : top;
}

function judge(
  { from, specifier, target }: Import,
  floors: Floors,
  entryPoints: ReadonlySet<string>,
): string | undefined {
  if (target === undefined) return undefined;
  const room = roomOf(from);
  const allowed = floors[room];
  if (allowed === undefined) {
    return `${room} has no floor; add it to the table or move the file`;
  }
  const targetRoom = roomOf(target);
  if (targetRoom === room || allowed.includes(targetRoom)) return undefined;
  if (allowed.includes("entry points") && entryPoints.has(target)) {
    return undefined;
  }
  return `${room} imports ${specifier}; it may import ` +
    (allowed.length === 0 ? "its own room only" : allowed.join(", "));
}
