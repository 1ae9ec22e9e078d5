import { writeJson } from "../../src/base/escape_controls.ts";
import type { StoredRow } from "../../src/store/store.ts";
import { ActorModule } from "./actor_module.ts";
import { decode, load } from "./loaded.ts";
import { listRows } from "./pages.ts";
import { Picture } from "./picture.ts";
import { readActor, type Task, withStore } from "./task.ts";
import { recordLine, rowLine } from "./transfer.ts";

/** Shows all that a store has of an actor. */
export function show(task: Task): Promise<number> {
  return withStore(task, async (store) => {
    const { words, options, shell } = task;
    const actor = readActor(words[0]!)!;
    const loaded = await load(store, actor);
    const rows: StoredRow[] = [];
    for await (const row of listRows(store, actor)) rows.push(row);
    if (options.json) {
      const lines = rows.map((row) => rowLine(actor, row));
      const line = recordLine(loaded.info, loaded.bytes);
      shell.out(`${writeJson({ ...line, rows: lines }, 2)}\n`);
      return 0;
    }
    const { actors } = options;
    const module = actors === undefined ? null : await ActorModule.load(actors);
    const picture = new Picture(actor, module, shell);
    picture.showInfo(loaded.info);
    picture.showRecord(decode(loaded));
    picture.showRows(rows);
    shell.out(picture.text);
    return 0;
  });
}
