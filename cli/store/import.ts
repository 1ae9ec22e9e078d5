import { readThrownMessage } from "../../src/base/thrown.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import type {
  ActorWrite,
  RowWrite,
  StoredRecord,
  StoredRow,
} from "../../src/store/store.ts";
import { Batch } from "./batch.ts";
import { count } from "./cells.ts";
import { CommandError } from "./command_error.ts";
import { judge } from "./incoming.ts";
import { type Arriving, readArriving } from "./line_reader.ts";
import { listRows } from "./pages.ts";
import { quoteActor, type StoreFile, type Task, withStore } from "./task.ts";
import type { Line, RecordLine } from "./transfer.ts";

/** How many problems are told of. */
const SHOWN = 20;

/** Reads an export into a store: all of it is checked before any is written. */
export function importActors(task: Task): Promise<number> {
  return withStore(task, async (store) => {
    const problems = await new Checker(store, task).run();
    if (problems.length > 0) {
      task.shell.error(describe(problems));
      return 1;
    }
    const { written, same } = await new Importer(store, task).run();
    task.shell.error(
      `Imported ${count(written, "actor")}` +
        (same > 0 ? `; ${count(same, "actor")} had the same already\n` : "\n"),
    );
    return 0;
  });
}

function describe(problems: readonly string[]): string {
  const more = problems.length - SHOWN;
  const lines = problems.slice(0, SHOWN).map((problem) => `  ${problem}\n`);
  return "Cannot import: nothing is written, for\n" + lines.join("") +
    (more > 0 ? `  and ${more} more\n` : "");
}

/** Looks for what is wrong with an export, and with what is there. */
class Checker {
  readonly #store: StoreFile;
  readonly #task: Task;
  readonly #seen = new Set<string>();
  readonly #problems: string[] = [];
  #last: ActorId | null = null;
  #rows = 0;
  #state: "new" | "open" | "ended" = "new";

  constructor(store: StoreFile, task: Task) {
    this.#store = store;
    this.#task = task;
  }

  async run(): Promise<readonly string[]> {
    const path = this.#task.words[0]!;
    for await (const arriving of readArriving(this.#store, path)) {
      try {
        this.#check(arriving);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        const why = readThrownMessage(error);
        this.#problems.push(`line ${arriving.number}: ${why}`);
      }
    }
    if (this.#state !== "ended") {
      this.#problems.push("its last line is missing, so it is not whole");
    }
    return this.#problems;
  }

  #check({ line, problem, present }: Arriving): void {
    if (line === null) throw new CommandError(problem);
    this.#advance(line);
    if (line.kind === "actor") this.#checkRecord(line, present);
    if (line.kind === "row") this.#checkRow(line.actor);
    if (line.kind === "end") this.#checkEnd(line.actors, line.rows);
  }

  #advance({ kind }: Line): void {
    const isFirst = this.#state === "new";
    const isEnded = this.#state === "ended";
    this.#state = kind === "end" ? "ended" : "open";
    if (isFirst !== (kind === "head")) {
      throw new CommandError("an export begins with its head, and has one");
    }
    if (isEnded) throw new CommandError("it stands behind the last line");
  }

  #checkRecord(line: RecordLine, present: StoredRecord | null): void {
    const { actor, bytes } = line;
    const name = quoteActor(actor);
    this.#last = actor;
    if (this.#seen.has(name)) throw new CommandError(`${name} is there twice`);
    this.#seen.add(name);
    const most = this.#store.maxRecordBytes ?? Infinity;
    if (bytes.length > most) {
      throw new CommandError(`${name} has more than ${most} bytes`);
    }
    const { kind } = judge(line, present);
    if (kind !== "other" || this.#task.options.replace) return;
    throw new CommandError(
      `${name} has another record here; --replace writes over it`,
    );
  }

  #checkRow({ type, id }: ActorId): void {
    this.#rows++;
    if (this.#last?.type === type && this.#last.id === id) return;
    throw new CommandError("a row does not stand behind its actor");
  }

  #checkEnd(actors: number, rows: number): void {
    if (actors === this.#seen.size && rows === this.#rows) return;
    throw new CommandError("actors or rows are missing, so it is not whole");
  }
}

/** Writes an export into a store. */
class Importer {
  readonly #store: StoreFile;
  readonly #path: string;
  readonly #batch: Batch;
  #actor: ActorId = { type: "", id: "" };
  /** The version of the actor's record, of which rows tell. */
  #version = 0;
  #isSame = false;
  #written = 0;
  #same = 0;

  constructor(store: StoreFile, { words }: Task) {
    this.#store = store;
    this.#path = words[0]!;
    this.#batch = new Batch(store);
  }

  async run(): Promise<{ readonly written: number; readonly same: number }> {
    for await (const arriving of readArriving(this.#store, this.#path)) {
      const { line } = arriving;
      if (line?.kind === "actor") await this.#writeRecord(line, arriving);
      if (line?.kind === "row") await this.#writeRow(line.row);
    }
    await this.#batch.flush();
    return { written: this.#written, same: this.#same };
  }

  async #writeRecord(
    line: RecordLine,
    { present, rows }: Arriving,
  ): Promise<void> {
    const { actor, wakeAt } = line;
    this.#actor = actor;
    const incoming = judge(line, present);
    this.#version = present?.version ?? 0;
    this.#isSame = incoming.kind === "same";
    if (incoming.kind === "same") {
      this.#same++;
      return;
    }
    // Rows of another life would be taken for those of this one.
    for await (const row of listRows(this.#store, actor, rows)) {
      await this.#write({ rows: [{ ...row, bytes: null }] });
    }
    await this.#write({ record: { bytes: incoming.bytes, wakeAt } });
    this.#version++;
    this.#written++;
  }

  async #writeRow(row: RowWrite & StoredRow): Promise<void> {
    // An import that is done again writes what it did not the first time: an
    // engine may have written later rows since.
    const isThere = this.#isSame &&
      await this.#store.read(this.#actor, row) !== null;
    if (!isThere) await this.#write({ rows: [row] });
  }

  #write(what: Pick<ActorWrite, "record" | "rows">): Promise<void> {
    const [actor, expected] = [this.#actor, this.#version];
    return this.#batch.add({ actor, expected, ...what });
  }
}
