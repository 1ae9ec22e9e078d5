import { quote } from "../../src/base/escape_controls.ts";
import { CommandError } from "./command_error.ts";
import { type Task, withStore } from "./task.ts";

/** Writes a copy of the whole store. */
export function backup(task: Task): Promise<number> {
  const path = task.words[0]!;
  return withStore(task, async (store) => {
    if (store.backup === undefined) {
      throw new CommandError("Cannot back up: the store has no such way");
    }
    await store.backup(path);
    task.shell.error(`Wrote ${quote(path)}\n`);
    return 0;
  });
}
