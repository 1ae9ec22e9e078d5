import { quote } from "../../src/base/escape_controls.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import type { Store } from "../../src/store/store.ts";
import type { Shell } from "./shell.ts";

/** The options that a command was given; those that it was not are missing. */
export interface Options {
  readonly type?: string;
  readonly filter?: string;
  readonly limit?: number;
  readonly after?: ActorId;
  readonly types?: boolean;
  readonly json?: boolean;
  readonly actors?: string;
  readonly from?: string;
  readonly stateVersion?: number;
  readonly replace?: boolean;
  readonly yes?: boolean;
  readonly send?: number;
  readonly reminder?: string;
}

/** What a command does its work with. */
export interface Task {
  /** The words behind its name, as many as it asks for. */
  readonly words: readonly string[];
  readonly options: Options;
  readonly shell: Shell;
  /** Opens the store, which the caller closes. */
  open(): Promise<StoreFile>;
}

/** A store, and what its file can beside. */
export interface StoreFile extends Store {
  /** Writes a copy of the whole file. */
  backup?(path: string): Promise<void>;
}

/** Does work with the store, and closes it. */
export async function withStore<Result>(
  task: Task,
  work: (store: StoreFile) => Promise<Result>,
): Promise<Result> {
  const store = await task.open();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Reads the name of an actor, as in `Cart/7`; `null` if it is none. */
export function readActor(text: string): ActorId | null {
  const slash = text.indexOf("/");
  const [type, id] = [text.slice(0, slash), text.slice(slash + 1)];
  return slash < 1 || id === "" ? null : { type, id };
}

/** Names an actor in a sentence. */
export function quoteActor({ type, id }: ActorId): string {
  return quote(`${type}/${id}`);
}
