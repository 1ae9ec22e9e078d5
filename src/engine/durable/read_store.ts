import { showOption } from "../../base/show_option.ts";
import type { Store } from "../../store/store.ts";

/** What a store does for an engine. */
const METHODS = [
  "load",
  "read",
  "commit",
  "due",
  "list",
  "listRows",
  "expire",
  "close",
] as const satisfies readonly (keyof Store)[];

/**
 * Reads the option that brings a store; `null` where there is none.
 *
 * @throws {TypeError} If it is no store.
 */
export function readStore(store: Store | null | undefined): Store | null {
  if (store === undefined || store === null) return null;
  const lacking = METHODS.find((name) => typeof store[name] !== "function");
  if (lacking === undefined) return store;
  throw new TypeError(
    `Cannot use store ${showOption(store)}: it must be a store, such as ` +
      `\`sqlite("app.db")\`, and has no method \`${lacking}\``,
  );
}
