import { joinPath } from "../paths.ts";
import { listFoldersIn } from "./sources.ts";

/** Lists the folders that a pattern such as `packages/*` names. */
export function listFolders(folder: string, pattern: string): string[] {
  const [first, ...rest] = pattern.split("/");
  if (first === undefined) return [folder];
  const next = rest.join("/");
  const inner = first.includes("*")
    ? listNames(folder, first).map((name) => joinPath(folder, name))
    : [joinPath(folder, first)];
  return rest.length === 0
    ? inner
    : inner.flatMap((one) => listFolders(one, next));
}

function listNames(folder: string, pattern: string): string[] {
  const parts = pattern.split("*").map((part) => RegExp.escape(part));
  const form = new RegExp(`^(?!\\.|node_modules$)${parts.join(".*")}$`);
  return listFoldersIn(folder).filter((name) => form.test(name));
}
