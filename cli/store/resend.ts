import { quote } from "../../src/base/escape_controls.ts";
import type { ActorRecord } from "../../src/store/record.ts";
import { count } from "./cells.ts";
import { CommandError } from "./command_error.ts";
import { decode, load, replace } from "./loaded.ts";
import { quoteActor, readActor, type Task, withStore } from "./task.ts";

/** Lets parked sends and reminders of an actor be tried again. */
export function resend(task: Task): Promise<number> {
  return withStore(task, async (store) => {
    const actor = readActor(task.words[0]!)!;
    const loaded = await load(store, actor);
    const { record, freed } = free(decode(loaded), task);
    if (freed === 0) {
      throw new CommandError(
        `Cannot resend of ${quoteActor(actor)}: ${describe(task)} is parked`,
      );
    }
    const now = task.shell.now();
    const wakeAt = Math.min(loaded.info.wakeAt ?? now, now);
    await replace(store, loaded, record, wakeAt);
    task.shell.error(
      `${quoteActor(actor)} tries ${
        count(freed, "parked one")
      } again as soon ` +
        "as an engine has the store\n",
    );
    return 0;
  });
}

function describe({ options: { send, reminder } }: Task): string {
  if (send !== undefined) return `no send ${send}`;
  return reminder === undefined ? "nothing" : `no reminder ${quote(reminder)}`;
}

/** Returns the record whose chosen ones are parked no more. */
function free(
  record: ActorRecord,
  { options }: Task,
): { readonly record: ActorRecord; readonly freed: number } {
  const isAll = options.send === undefined && options.reminder === undefined;
  let freed = 0;
  const isChosen = (parked: string | null, isNamed: boolean) => {
    const isFreed = parked !== null && (isAll || isNamed);
    if (isFreed) freed++;
    return isFreed;
  };
  const sends = record.outbox?.sends.map((send) =>
    isChosen(send.parked, send.sequence === options.send)
      ? { ...send, tries: 0, parked: null }
      : send
  );
  const reminders = record.reminders.map((reminder) =>
    isChosen(reminder.parked, reminder.name === options.reminder)
      ? { ...reminder, tries: 0, retryAt: null, parked: null }
      : reminder
  );
  const outbox = record.outbox && { ...record.outbox, sends: sends! };
  return { record: { ...record, outbox, reminders }, freed };
}
