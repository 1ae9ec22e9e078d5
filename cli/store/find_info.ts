import type { ActorId } from "../../src/envelope/actor_id.ts";
import type { RecordInfo, Store } from "../../src/store/store.ts";
import { CommandError } from "./command_error.ts";
import { listRecords } from "./pages.ts";
import { quoteActor } from "./task.ts";

const LAST = "\u{10ffff}";

/**
 * Returns what a store lists of an actor.
 *
 * @throws {CommandError} If it has no record of it.
 */
export async function findInfo(
  store: Store,
  actor: ActorId,
): Promise<RecordInfo> {
  const after = { type: actor.type, id: shortlyBefore(actor.id) };
  for await (const info of listRecords(store, { type: actor.type, after })) {
    if (info.actor.id === actor.id) return info;
    if (info.actor.id.startsWith(actor.id)) break;
  }
  throw new CommandError(
    `Cannot find ${quoteActor(actor)}: the store has no record of it`,
  );
}

/** Returns an id before another, with hardly any between them. */
function shortlyBefore(id: string): string {
  const characters = Array.from(id);
  const last = characters.pop()!.codePointAt(0)!;
  const rest = characters.join("");
  if (last === 0) return rest;
  // Surrogates are no characters.
  const before = last === 0xe000 ? 0xd7ff : last - 1;
  return `${rest}${String.fromCodePoint(before)}${LAST}`;
}
