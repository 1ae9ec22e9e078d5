import type { RecordInfo } from "../../src/store/store.ts";
import { count } from "./cells.ts";
import { inChunks } from "./chunks.ts";
import { createText } from "./disk.ts";
import { firstRows, listRecords, listRows } from "./pages.ts";
import { type StoreFile, type Task, withStore } from "./task.ts";
import {
  endLine,
  headLine,
  recordLine,
  rowLine,
  writeLine,
} from "./transfer.ts";

/** Writes the actors of a store as lines of JSON. */
export function exportActors(task: Task): Promise<number> {
  return withStore(task, async (store) => {
    const [path] = task.words;
    if (path === undefined || path === "-") {
      await writeAll(store, task, (text) => task.shell.out(text));
      return 0;
    }
    await using file = await createText(path);
    const actors = await writeAll(store, task, (text) => file.write(text));
    task.shell.error(`Exported ${count(actors, "actor")}\n`);
    return 0;
  });
}

/** Writes all lines, and returns how many actors there were. */
async function writeAll(
  store: StoreFile,
  { options }: Task,
  write: (text: string) => void | Promise<void>,
): Promise<number> {
  let [actors, rows] = [0, 0];
  await write(writeLine(headLine()));
  for await (const infos of inChunks(listRecords(store, options))) {
    const found = await Promise.all(infos.map((info) => ask(store, info)));
    for (const { info, record, first } of found) {
      if (record === null) continue;
      actors++;
      await write(writeLine(recordLine(info, record.bytes)));
      for await (const row of listRows(store, info.actor, first)) {
        rows++;
        await write(writeLine(rowLine(info.actor, row)));
      }
    }
  }
  await write(writeLine(endLine(actors, rows)));
  return actors;
}

async function ask(store: StoreFile, info: RecordInfo) {
  const [record, first] = await Promise.all([
    store.load(info.actor),
    firstRows(store, info.actor),
  ]);
  return { info, record, first };
}
