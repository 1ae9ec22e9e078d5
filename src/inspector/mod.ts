/**
 * Lets a browser, or any program, see into a running engine.
 *
 * @module
 */
import { makeSecret } from "../base/runtime.ts";
import type { Core } from "../engine/core.ts";
import { coreOf, type Engine } from "../engine/engine.ts";
import type { InspectorOptions } from "../engine/inspector_options.ts";
import { Actions } from "./answer/actions.ts";
import { Answers } from "./answer/answers.ts";
import { Collector, type ShowPayload } from "./collect/collector.ts";
import { isLoopback } from "./server/gate.ts";
import { Server } from "./server/server.ts";
import { show } from "./collect/show.ts";

export type { InspectorOptions } from "../engine/inspector_options.ts";

/** Shortest token of an address that other machines can reach. */
const MIN_TOKEN_LENGTH = 16;

/** A running inspector: it ends with its engine, or when it is closed. */
export interface Inspector extends AsyncDisposable {
  /** The link to open; it carries the token. */
  readonly url: string;
  /** Ends every connection and listens no more; it never rejects. */
  close(): Promise<void>;
}

/**
 * Starts an inspector of an engine, and logs one line with the link to open.
 *
 * It needs the permission to listen, such as `--allow-net=127.0.0.1`. It does
 * nothing while no client is connected, and does not keep the process alive.
 *
 * @example Ask how many actors there are
 * ```ts
 * import { Engine } from "@backstage/actors";
 * import { inspect } from "@backstage/actors/inspector";
 * import { assertEquals } from "@std/assert";
 *
 * await using engine = new Engine();
 * await using inspector = await inspect(engine, { port: 0 });
 * const { origin, search } = new URL(inspector.url);
 * const response = await fetch(`${origin}/snapshot.json${search}`);
 * assertEquals((await response.json()).actors, []);
 * ```
 *
 * @throws {TypeError} If other machines can reach the address, and no token
 * of at least 16 characters is given.
 * @throws {Error} If it may not listen, the port is taken, or the engine has
 * stopped.
 */
// Async although nothing is awaited: what it throws is a rejection.
// deno-lint-ignore require-await
export async function inspect(
  engine: Engine,
  options: InspectorOptions = {},
): Promise<Inspector> {
  const { hostname = "127.0.0.1", port, signal } = options;
  const core = coreOf(engine);
  const token = readToken(hostname, options.token);
  signal?.throwIfAborted();
  if (core.isStopped) throw new Error("Cannot inspect: engine is stopped");
  assertMayListen(hostname, port ?? 0);
  return new OpenInspector(engine, options, { hostname, port, token });
}

/** An inspector that listens. */
class OpenInspector implements Inspector {
  readonly url: string;
  readonly #core: Core;
  readonly #server: Server;
  readonly #signal: AbortSignal | undefined;
  #closing: Promise<void> | null = null;

  constructor(
    engine: Engine,
    { payloads = false, readOnly = false, redact, signal }: InspectorOptions,
    place: { hostname: string; port: number | undefined; token: string },
  ) {
    const core = this.#core = coreOf(engine);
    this.#signal = signal;
    const showPayload = payloads ? makeShow(redact) : () => null;
    const collector = new Collector(engine, showPayload);
    const actions = new Actions(core, collector.events, readOnly);
    const startedAt = core.runtime.now();
    const self = { startedAt, readOnly, payloads };
    const answers = new Answers(collector, actions, self);
    this.#server = new Server(place, collector, answers);
    const host = writeHost(place.hostname);
    const query = `?token=${encodeURIComponent(place.token)}`;
    this.url = `http://${host}:${this.#server.port}/${query}`;
    core.companions.add(this);
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    core.logger.info(`Inspector: ${this.url}`);
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #onAbort = (): void => void this.close();

  async #close(): Promise<void> {
    this.#core.companions.delete(this);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    const isOver = this.#core.isStopped;
    await this.#server.close(isOver ? "engine stopped" : "inspector closed");
  }
}

/** Returns what shows payloads as text, by the options. */
function makeShow(redact: InspectorOptions["redact"]): ShowPayload {
  return ({ method, payload, activation: { actor } }) => {
    try {
      if (redact === undefined) return show(payload);
      return show(redact(payload, { actor, method: method.name }));
    } catch {
      return "(redacting it failed)";
    }
  };
}

function readToken(hostname: string, token: string | undefined): string {
  if (token === "") throw new TypeError("Cannot inspect: token is empty");
  if (isLoopback(hostname)) return token ?? makeSecret();
  if (token !== undefined && token.length >= MIN_TOKEN_LENGTH) return token;
  throw new TypeError(
    `Cannot inspect: other machines can reach ${JSON.stringify(hostname)}, ` +
      `give a token of at least ${MIN_TOKEN_LENGTH} characters`,
  );
}

/** Writes an address as URLs have it before the port. */
function writeHost(hostname: string): string {
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

/** Fails instead of prompting for a permission. */
function assertMayListen(hostname: string, port: number): void {
  const host = writeHost(hostname);
  const query = { name: "net", host: `${host}:${port}` } as const;
  if (Deno.permissions.querySync(query).state === "granted") return;
  throw new Error(
    `Cannot inspect: it may not listen, run it with --allow-net=${host}`,
  );
}
