import { reportLater } from "../base/thrown.ts";
import { quote } from "../base/escape_controls.ts";
import { makeSecret } from "../base/runtime.ts";
import {
  assertInspectorOptions,
  type InspectorOptions,
} from "../engine/inspector_port.ts";
import type { EngineView } from "../engine/view.ts";
import { Actions } from "./answer/actions.ts";
import { Answers } from "./answer/answers.ts";
import { Collector, type ShowPayload } from "./collect/collector.ts";
import { ValueText } from "./collect/value_text.ts";
import { show } from "./collect/show.ts";
import { isLoopback } from "./server/gate.ts";
import { Server } from "./server/server.ts";

/** Shortest token of an address that other machines can reach. */
const MIN_TOKEN_LENGTH = 16;

/** A running inspector: it ends with its engine, or when it is closed. */
export interface Inspector extends AsyncDisposable {
  /** The link to open; it carries the token. */
  readonly url: string;
  /** Ends every connection and listens no more; it never rejects. */
  close(): Promise<void>;
}

/** Opens an inspector of an engine; throws as `inspect` does. */
export function openInspector(
  view: EngineView,
  options: InspectorOptions,
): Inspector {
  if (typeof Deno === "undefined") {
    throw new Error("Cannot inspect: the inspector runs under Deno alone");
  }
  assertInspectorOptions(options);
  const { hostname = "127.0.0.1", port, signal } = options;
  const token = readToken(hostname, options.token);
  signal?.throwIfAborted();
  if (view.state === "stopped") {
    throw new Error("Cannot inspect: engine is stopped");
  }
  assertMayListen(hostname, port ?? 0);
  return new OpenInspector(view, options, { hostname, port, token });
}

/** An inspector that listens. */
class OpenInspector implements Inspector {
  readonly url: string;
  readonly #view: EngineView;
  readonly #forget: () => void;
  readonly #server: Server;
  readonly #signal: AbortSignal | undefined;
  #closing: Promise<void> | null = null;

  constructor(
    view: EngineView,
    { payloads = false, readOnly = false, redact, signal }: InspectorOptions,
    place: { hostname: string; port: number | undefined; token: string },
  ) {
    this.#view = view;
    this.#signal = signal;
    const showPayload = payloads ? makeShow(redact) : () => null;
    const collector = new Collector(view, showPayload);
    const values = new ValueText({ payloads, ...redact && { redact } });
    const actions = new Actions(view, collector.events, values, readOnly);
    const startedAt = view.runtime.now();
    const self = { startedAt, readOnly, payloads };
    const answers = new Answers(collector, actions, values, self);
    this.#server = new Server(place, collector, answers);
    const host = writeHost(place.hostname);
    const query = `?token=${encodeURIComponent(place.token)}`;
    this.url = `http://${host}:${this.#server.port}/${query}`;
    this.#forget = view.closeWith(this);
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    view.logger.info(`Inspector: ${this.url}`);
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #onAbort = (): void => void this.close();

  async #close(): Promise<void> {
    this.#forget();
    this.#signal?.removeEventListener("abort", this.#onAbort);
    const isOver = this.#view.state === "stopped";
    await this.#server.close(isOver ? "engine stopped" : "inspector closed");
  }
}

/** Returns what shows payloads as text, by the options. */
function makeShow(redact: InspectorOptions["redact"]): ShowPayload {
  return ({ method, payload, activation: { actor } }) => {
    try {
      if (redact === undefined) return show(payload);
      const redacted = redact(payload, { actor, method: method.name });
      reportLater(redacted, () => {});
      return show(redacted);
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
    `Cannot inspect: other machines can reach ${quote(hostname)}, ` +
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
