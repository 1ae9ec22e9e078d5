import type { ActorId } from "../../src/envelope/actor_id.ts";
import type { RowWrite } from "../../src/store/store.ts";
import { Batch } from "./batch.ts";
import { count, sizeOf } from "./cells.ts";
import { CommandError } from "./command_error.ts";
import { load, type Loaded } from "./loaded.ts";
import { decodeRecord } from "../../src/store/record_codec.ts";
import { listRows } from "./pages.ts";
import {
  quoteActor,
  readActor,
  type StoreFile,
  type Task,
  withStore,
} from "./task.ts";

/** Forgets all that a store has of an actor. */
export function erase(task: Task): Promise<number> {
  return withStore(task, async (store) => {
    const actor = readActor(task.words[0]!)!;
    const loaded = await load(store, actor);
    if (!task.options.yes && !isMeant(loaded, task)) {
      task.shell.error("Nothing is erased\n");
      return 1;
    }
    await eraseAll(store, actor, loaded);
    task.shell.error(`Erased ${quoteActor(actor)}\n`);
    return 0;
  });
}

function isMeant(loaded: Loaded, { shell }: Task): boolean {
  const answer = shell.ask(`Erase ${describe(loaded)}?`);
  if (answer !== null) return answer;
  throw new CommandError(
    "Cannot erase: nobody is there to be asked; --yes says that it is meant",
  );
}

function describe({ info: { actor, size }, bytes }: Loaded): string {
  const name = `${quoteActor(actor)}, ${sizeOf(size)}`;
  try {
    const { states, outbox, reminders } = decodeRecord(bytes);
    const sends = outbox?.sends.length ?? 0;
    return `${name}: ${count(states.length, "state")}, ` +
      `${count(reminders.length, "reminder")}, ${count(sends, "send")} that ` +
      "would never be delivered";
  } catch {
    return `${name} that cannot be read`;
  }
}

/** Rows go first: without the record nothing would lead to those left over. */
async function eraseAll(
  store: StoreFile,
  actor: ActorId,
  { info: { version: expected } }: Loaded,
): Promise<void> {
  const batch = new Batch(store);
  for await (const { kind, key } of listRows(store, actor)) {
    const row: RowWrite = { kind, key, bytes: null, expiresAt: null };
    await batch.add({ actor, expected, rows: [row] });
  }
  await batch.add({ actor, expected, record: null });
  await batch.flush();
}
