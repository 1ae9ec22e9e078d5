import { escapeControls, writeJson } from "../../src/base/escape_controls.ts";
import { readThrownMessage } from "../../src/base/thrown.ts";
import { showBytes } from "../../src/codec/json/plain_bytes.ts";
import type { ActorRecord, StoredState } from "../../src/store/record.ts";
import { decodeRecord } from "../../src/store/record_codec.ts";
import type { RecordInfo } from "../../src/store/store.ts";
import { ActorModule } from "./actor_module.ts";
import { count, nameOf } from "./cells.ts";
import { paint, RED } from "./paint.ts";
import { inChunks } from "./chunks.ts";
import { listRecords } from "./pages.ts";
import { type StoreFile, type Task, withStore } from "./task.ts";

/** Something that is wrong with an actor's record. */
interface Finding {
  readonly actor: string;
  readonly problem: string;
}

/** Reads every record, and lists what is wrong. */
export function check(task: Task): Promise<number> {
  return withStore(task, async (store) => {
    const { actors } = task.options;
    const module = actors === undefined ? null : await ActorModule.load(actors);
    const checker = new Checker(store, module);
    await checker.run(task.options.type);
    const { found, checked, unknown } = checker;
    if (task.options.json) {
      task.shell.out(`${writeJson({ checked, found, unknown }, 2)}\n`);
    } else {
      for (const { actor, problem } of found) {
        const name = paint(actor, RED, task.shell);
        task.shell.out(`${name}: ${problem}\n`);
      }
      const all = found.length === 0 ? "all is well" : "see above";
      task.shell.error(`Checked ${count(checked, "actor")}; ${all}\n`);
      if (unknown.length > 0) {
        const names = escapeControls(unknown.join(", "));
        task.shell.error(`The module has no proxy of ${names}\n`);
      }
    }
    return found.length === 0 ? 0 : 1;
  });
}

/** Looks for what is wrong with records. */
class Checker {
  readonly found: Finding[] = [];
  checked = 0;
  readonly #unknown = new Set<string>();
  readonly #store: StoreFile;
  readonly #module: ActorModule | null;

  constructor(store: StoreFile, module: ActorModule | null) {
    this.#store = store;
    this.#module = module;
  }

  /** The types that the module, if there is one, has no proxy of. */
  get unknown(): readonly string[] {
    return Array.from(this.#unknown);
  }

  async run(type: string | undefined): Promise<void> {
    for await (const infos of inChunks(listRecords(this.#store, { type }))) {
      const found = await Promise.all(infos.map((info) => this.#check(info)));
      for (const [at, { actor }] of infos.entries()) {
        this.checked++;
        for (const problem of found[at]!) {
          const says = escapeControls(problem);
          this.found.push({ actor: nameOf(actor), problem: says });
        }
      }
    }
  }

  async #check({ actor, size }: RecordInfo): Promise<string[]> {
    const stored = await this.#store.load(actor);
    if (stored === null) return ["it is listed and cannot be loaded"];
    if (stored.bytes.length !== size) return ["it is listed with another size"];
    try {
      const record = decodeRecord(stored.bytes);
      return [
        ...checkPayloads(record),
        ...record.states.flatMap((state) => this.#judge(actor.type, state)),
      ];
    } catch (error) {
      return [readThrownMessage(error)];
    }
  }

  #judge(type: string, state: StoredState): string[] {
    const { name, bytes, version, shape } = state;
    const says = `state ${name}`;
    if (!this.#module?.has(type)) {
      if (this.#module !== null) this.#unknown.add(type);
      return checkBytes(says, bytes);
    }
    const known = this.#module.find(type, name);
    if (known === undefined) return [`${says}: its class has none of the name`];
    const problem = this.#module.judge(known, bytes);
    if (problem === null) return [];
    const other = shape === known.shape
      ? ""
      : `; version ${version} has another shape, does its class migrate it?`;
    return [`${says}: ${problem}${other}`];
  }
}

function checkPayloads({ outbox, reminders }: ActorRecord): string[] {
  return [
    ...(outbox?.sends ?? []).flatMap(({ sequence, payload }) =>
      checkBytes(`send ${sequence}`, payload)
    ),
    ...reminders.flatMap(({ name, payload }) =>
      checkBytes(`reminder ${name}`, payload)
    ),
  ];
}

function checkBytes(says: string, bytes: Uint8Array): string[] {
  try {
    showBytes(bytes);
    return [];
  } catch (error) {
    return [`${says}: ${readThrownMessage(error)}`];
  }
}
