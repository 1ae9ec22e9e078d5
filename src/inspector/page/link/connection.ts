import type { Question, Response } from "../../wire/protocol.ts";
import type { Answers, QuestionOf } from "./answers.ts";
import type { Clock } from "./browser.ts";
import type { Answer } from "./poll.ts";

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 4_000;
/** The server closes a connection that sends more. */
const MAX_LENGTH = 65_536;

/**
 * The state of the connection: `gone` waits and tries again, `refused` has a
 * token that the engine does not know.
 */
export type ConnectionState = "connecting" | "open" | "gone" | "refused";

/** What the connection needs of a `WebSocket`. */
export interface Socket {
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  send(text: string): void;
}

export interface ConnectionOptions {
  readonly clock: Clock;
  open(): Socket;
  /** Whether the engine is there and does not take our token. */
  isRefused(): Promise<boolean>;
}

interface Pending {
  resolve(answer: Answer<never>): void;
  reject(error: Error): void;
}

/** Keeps a socket to the engine and matches answers with what was asked. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<() => void>();
  #socket: Socket | undefined;
  #state: ConnectionState = "connecting";
  #lastAsk = 0;
  #delayMs = FIRST_DELAY_MS;
  #cancelRetry: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#open();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Calls back whenever the state changes; the result ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks one question; rejects when the engine says no or goes away. */
  ask<View extends Question["view"]>(
    question: QuestionOf<View>,
  ): Promise<Answer<Answers[View]>> {
    const socket = this.#socket;
    if (this.#state !== "open" || socket === undefined) {
      return Promise.reject(new Error("the engine is gone"));
    }
    const ask = ++this.#lastAsk;
    const text = JSON.stringify({ ask, ...question });
    if (text.length > MAX_LENGTH) {
      return Promise.reject(new Error("this is too much for one message"));
    }
    const { promise, resolve, reject } = Promise.withResolvers<
      Answer<Answers[View]>
    >();
    this.#pending.set(ask, { resolve, reject });
    socket.send(text);
    return promise;
  }

  /** Tries at once what would be tried in a while. */
  retry(): void {
    if (this.#state !== "gone" && this.#state !== "refused") return;
    this.#cancelRetry?.();
    this.#delayMs = FIRST_DELAY_MS;
    this.#open();
  }

  #open(): void {
    this.#cancelRetry = undefined;
    const socket = this.#options.open();
    this.#socket = socket;
    socket.onopen = () => this.#enter("open");
    socket.onmessage = ({ data }) => this.#take(String(data));
    socket.onclose = () => void this.#lose();
  }

  async #lose(): Promise<void> {
    this.#socket = undefined;
    const wasOpen = this.#state === "open";
    if (wasOpen) this.#enter("gone");
    for (const { reject } of this.#pending.values()) {
      reject(new Error("the engine is gone"));
    }
    this.#pending.clear();
    // Retried either way: the program may come back with its old token.
    this.#cancelRetry = this.#options.clock.after(
      this.#delayMs,
      () => this.#open(),
    );
    this.#delayMs = Math.min(this.#delayMs * 2, MAX_DELAY_MS);
    if (wasOpen) return;
    const isRefused = await this.#options.isRefused();
    if (this.#state !== "open") this.#enter(isRefused ? "refused" : "gone");
  }

  #take(text: string): void {
    const response: Response = JSON.parse(text);
    const pending = this.#pending.get(response.answer);
    this.#pending.delete(response.answer);
    if ("error" in response) pending?.reject(new Error(response.error));
    else pending?.resolve({ at: response.at, body: response.body as never });
  }

  #enter(state: ConnectionState): void {
    if (state === "open") this.#delayMs = FIRST_DELAY_MS;
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
