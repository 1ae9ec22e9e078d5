import { quote } from "../../src/base/escape_controls.ts";
import { readThrownMessage } from "../../src/base/thrown.ts";
import { layOutPlain } from "../../src/codec/json/plain.ts";
import {
  bytesToPlain,
  plainToBytes,
} from "../../src/codec/json/plain_bytes.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import type { ActorRecord, StoredState } from "../../src/store/record.ts";
import { ActorModule } from "./actor_module.ts";
import { sizeOf } from "./cells.ts";
import { CommandError } from "./command_error.ts";
import { createTemporary, readText, removeFile } from "./disk.ts";
import { parseJson } from "./json_text.ts";
import { decode, load, type Loaded, replace } from "./loaded.ts";
import { quoteActor, readActor, type Task, withStore } from "./task.ts";

/** How wide the text is that a person edits. */
const COLUMNS = 80;

/** Gives one state of an actor another value. */
export async function edit(task: Task): Promise<number> {
  const actor = readActor(task.words[0]!)!;
  const { from, actors } = task.options;
  const module = actors === undefined ? null : await ActorModule.load(actors);
  // The file is let go while a person edits.
  const loaded = await withStore(task, (store) => load(store, actor));
  const record = decode(loaded);
  const state = choose(record, actor, task.words[1]);
  const edited = from === undefined
    ? await askPerson(state, task)
    : { path: null, text: await readText(from) };
  if (edited === null) {
    task.shell.error("Nothing is changed\n");
    return 0;
  }
  try {
    const next = change(state, edited.text, { actor, module, task });
    await withStore(
      task,
      (store) => replace(store, loaded, withState(record, next)),
    );
    report(loaded, next, task);
  } catch (error) {
    throw edited.path === null ? error : keep(error, edited.path);
  }
  if (edited.path !== null) await removeFile(edited.path);
  return 0;
}

/** Finds the state that is meant: the only one, or the one that is named. */
function choose(
  { states }: ActorRecord,
  actor: ActorId,
  name: string | undefined,
): StoredState {
  const [only, ...more] = states;
  if (name === undefined && only !== undefined && more.length === 0) {
    return only;
  }
  const found = states.find((state) => state.name === name);
  if (found !== undefined) return found;
  const names = states.map(({ name }) => quote(name)).join(", ") || "none";
  const asked = name === undefined
    ? "it is not said which state"
    : `it has no state ${quote(name)}`;
  throw new CommandError(
    `Cannot edit ${quoteActor(actor)}: ${asked}; it has ${names}`,
  );
}

/** A text of a state's value, and the file that it lies in, if any. */
interface Edited {
  readonly path: string | null;
  readonly text: string;
}

async function askPerson(
  { bytes }: StoredState,
  { shell }: Task,
): Promise<Edited | null> {
  const text = `${layOutPlain(bytesToPlain(bytes), COLUMNS)}\n`;
  const path = await createTemporary(text);
  await shell.edit(path);
  const edited = await readText(path);
  if (edited !== text) return { path, text: edited };
  await removeFile(path);
  return null;
}

interface Change {
  readonly actor: ActorId;
  readonly module: ActorModule | null;
  readonly task: Task;
}

function change(
  state: StoredState,
  text: string,
  { actor, module, task: { options } }: Change,
): StoredState {
  const { name } = state;
  const { stateVersion: version = state.version } = options;
  try {
    const bytes = plainToBytes(parseJson(text));
    if (module === null) return { ...state, version, bytes };
    const type = module.find(actor.type, name);
    if (type === undefined) {
      throw new CommandError("the module does not know of it");
    }
    const written = module.rewrite(type, bytes);
    return { name, version, shape: type.shape, bytes: written };
  } catch (error) {
    const why = readThrownMessage(error);
    throw new CommandError(
      `Cannot edit state ${quote(name)} of ${quoteActor(actor)}: ${why}`,
    );
  }
}

function withState(record: ActorRecord, next: StoredState): ActorRecord {
  const states = record.states.map((state) =>
    state.name === next.name ? next : state
  );
  return { ...record, states };
}

function report(
  { info: { actor, version } }: Loaded,
  { name, bytes }: StoredState,
  { shell }: Task,
): void {
  shell.error(
    `Wrote state ${quote(name)} of ${quoteActor(actor)}: ` +
      `${sizeOf(bytes.length)}, version ${version + 1} of its record\n`,
  );
}

/** Says where the text is that a person has made. */
function keep(error: unknown, path: string): CommandError {
  return new CommandError(
    `${readThrownMessage(error)}; your text is kept, mend it and give it ` +
      `with --from ${path}`,
  );
}
