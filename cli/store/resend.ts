import { quote } from "../../src/base/escape_controls.ts";
import type {
  ActorRecord,
  StoredOutbox,
  StoredSend,
} from "../../src/store/record.ts";
import { resumeReminder } from "../../src/store/resume_reminder.ts";
import { count } from "./cells.ts";
import { CommandError } from "./command_error.ts";
import { decode, load, replace } from "./loaded.ts";
import { quoteActor, readActor, type Task, withStore } from "./task.ts";

/** Lets parked sends and reminders of an actor be tried again. */
export function resend(task: Task): Promise<number> {
  return withStore(task, async (store) => {
    const actor = readActor(task.words[0]!)!;
    const loaded = await load(store, actor);
    const now = task.shell.now();
    const freed = new Freed(task);
    const record = freed.take(decode(loaded), now);
    if (freed.count === 0) {
      throw new CommandError(
        `Cannot resend of ${quoteActor(actor)}: ${describe(task)} is parked`,
      );
    }
    const wakeAt = Math.min(loaded.info.wakeAt ?? now, now);
    await replace(store, loaded, record, wakeAt);
    task.shell.error(
      `${quoteActor(actor)} tries ${
        count(freed.count, "parked one")
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

/** What is chosen of a record that is parked. */
class Freed {
  count = 0;
  readonly #send: number | undefined;
  readonly #reminder: string | undefined;

  constructor({ options: { send, reminder } }: Task) {
    this.#send = send;
    this.#reminder = reminder;
  }

  /** Returns a record in which none of it is parked. */
  take(record: ActorRecord, now: number): ActorRecord {
    const { outbox, reminders } = record;
    return {
      ...record,
      outbox: outbox === null ? null : this.#takeSends(outbox, now),
      reminders: reminders.map((reminder) =>
        this.#isMeant(reminder, reminder.name === this.#reminder)
          ? resumeReminder(reminder, now)
          : reminder
      ),
    };
  }

  /**
   * They are sent behind all others, as new ones: their receivers have seen
   * later ones, and would take them for old.
   */
  #takeSends(outbox: StoredOutbox, now: number): StoredOutbox {
    let { next } = outbox;
    const isMeant = (send: StoredSend) =>
      this.#isMeant(send, send.sequence === this.#send);
    const [freed, others] = partition(outbox.sends, isMeant);
    const renewed = freed.map((send) => ({
      ...send,
      sequence: next++,
      sentAt: now,
      tries: 0,
      parked: null,
    }));
    return { ...outbox, next, sends: [...others, ...renewed] };
  }

  #isMeant(
    { parked }: { readonly parked: string | null },
    isNamed: boolean,
  ): boolean {
    const isAll = this.#send === undefined && this.#reminder === undefined;
    const isFreed = parked !== null && (isAll || isNamed);
    if (isFreed) this.count++;
    return isFreed;
  }
}

function partition<Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): [Item[], Item[]] {
  const parts: [Item[], Item[]] = [[], []];
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item);
  return parts;
}
