import type { ActorId } from "../envelope/actor_id.ts";
import type { RecordInfo, Store } from "./store.ts";

/** How many records are looked at at once. */
const PAGE = 16;

const LAST = "\u{10ffff}";

/** Returns what a store lists of an actor; `null` if it has no record of it. */
export async function findRecord(
  store: Pick<Store, "list">,
  actor: ActorId,
): Promise<RecordInfo | null> {
  const { type, id } = actor;
  let after = { type, id: shortlyBefore(id) };
  for (;;) {
    const page = await store.list({ type, limit: PAGE, after });
    const found = page.find((info) => info.actor.id === id);
    if (found !== undefined) return found;
    const last = page.at(-1)?.actor;
    if (page.length < PAGE || last === undefined) return null;
    // Behind the actor come those whose ids begin with its own.
    if (last.id.startsWith(id)) return null;
    after = last;
  }
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
