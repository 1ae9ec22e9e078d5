import type { MemoryStore } from "../../src/store/memory/memory_store.ts";
import { memoryStore } from "../../src/store/memory/store_in_memory.ts";
import { runCommand } from "../../cli/store/run.ts";
import { systemRuntime } from "../../src/base/runtime.ts";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import {
  type ActorRecord,
  NO_RECORD,
  type StoredReminder,
  type StoredSend,
  type StoredState,
} from "../../src/store/record.ts";
import { encodeRecord } from "../../src/store/record_codec.ts";
import type { RowWrite } from "../../src/store/store.ts";

/** What a command wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** What a test gives a command beside its arguments. */
export interface Given {
  readonly answer?: boolean | null;
  readonly edit?: (path: string) => Promise<void>;
}

/** Makes a state of a value. */
export function stateOf(name: string, value: unknown): StoredState {
  return { name, version: 1, shape: "5ba9e", bytes: encodeValue(value) };
}

/** Makes a send. */
export function sendOf(
  sequence: number,
  { parked = null }: { readonly parked?: string | null } = {},
): StoredSend {
  return {
    to: { type: "Cart", id: "7" },
    method: "add",
    payload: encodeValue({ cents: sequence }),
    key: null,
    carried: null,
    sequence,
    sentAt: 1_000,
    tries: parked === null ? 0 : 10,
    parked,
  };
}

/** Makes a reminder. */
export function reminderOf(
  name: string,
  { parked = null }: { readonly parked?: string | null } = {},
): StoredReminder {
  return {
    name,
    method: "close",
    payload: encodeValue(undefined),
    schedule: { kind: "cron", cron: "0 9 * * *", timeZone: "UTC" },
    missed: "once",
    setAt: 1_000,
    dueAt: 5_000,
    tries: parked === null ? 0 : 10,
    retryAt: null,
    parked,
  };
}

/** A store in memory, and the command that works on it. */
export class CommandedStore {
  readonly store: MemoryStore = memoryStore();
  /** The time, for the store and the command. */
  now = 2_000;

  constructor() {
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const runtime = { ...systemRuntime, now: () => this.now };
    this.store.open({ runtime, logger, lose() {} });
  }

  /** Writes an actor. */
  async put(
    actor: ActorId,
    record: Partial<ActorRecord> | Uint8Array,
    rows: readonly RowWrite[] = [],
    wakeAt: number | null = null,
  ): Promise<void> {
    const bytes = record instanceof Uint8Array
      ? record
      : encodeRecord({ ...NO_RECORD, ...record });
    const expected = (await this.store.load(actor))?.version ?? 0;
    const write = { actor, expected, record: { bytes, wakeAt }, rows };
    await this.store.commit([write]);
  }

  /** Runs a command on it. */
  async run(args: readonly string[], given: Given = {}): Promise<Ran> {
    let [out, error] = ["", ""];
    const shell = {
      columns: 80,
      isColoured: false,
      out: (text: string) => void (out += text),
      error: (text: string) => void (error += text),
      edit: given.edit ?? (() => Promise.resolve()),
      ask: () => given.answer ?? null,
      now: () => this.now,
    };
    const open = () => Promise.resolve({ ...this.#asFile() });
    const code = await runCommand(["bank.db", ...args], { shell, open });
    return { code, out, error };
  }

  #asFile() {
    const { store } = this;
    return {
      load: store.load.bind(store),
      read: store.read.bind(store),
      commit: store.commit.bind(store),
      due: store.due.bind(store),
      list: store.list.bind(store),
      listRows: store.listRows.bind(store),
      expire: store.expire.bind(store),
      close: () => Promise.resolve(),
    };
  }
}
