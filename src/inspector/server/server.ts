import { INSPECTOR_PORT, MAX_INSPECTOR_CLIENTS } from "../../base/limits.ts";
import { systemRuntime } from "../../base/runtime.ts";
import type { Answers } from "../answer/answers.ts";
import type { Collector } from "../collect/collector.ts";
import { Gate, type Refusal } from "./gate.ts";
import { METRICS_TYPE, writeMetrics } from "../answer/metrics.ts";
import { PAGE_CSS, PAGE_HTML, PAGE_JS } from "./page_asset.gen.ts";
import { Quotas } from "./quota.ts";
import type { ByteChannel } from "./byte_channel.ts";
import type { Upgrade } from "./http_connection.ts";
import type { RequestHead } from "./http_message.ts";
import { Listener } from "./listener.ts";
import { readWebSocketKey, ServerSocket } from "./web_socket.ts";
import { Session } from "./session.ts";
import { streamSnapshot } from "../answer/snapshot_stream.ts";

const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; " +
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; " +
    "frame-ancestors 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
};

// They hold no secret. A page cannot send the token along, nor can a reloaded
// page, whose address has it no more.
const ASSETS: Readonly<Record<string, readonly [string, string]>> = {
  // No pathname is the name of a member that objects inherit.
  "/": [PAGE_HTML, "text/html; charset=utf-8"],
  "/page.js": [PAGE_JS, "text/javascript; charset=utf-8"],
  "/page.css": [PAGE_CSS, "text/css; charset=utf-8"],
};

/** Where a server listens. */
export interface Place {
  readonly hostname: string;
  /** Unless given, the usual one, or any that is free. */
  readonly port: number | undefined;
  readonly token: string;
}

/** Answers over HTTP, and over one WebSocket for each client. */
export class Server {
  readonly #gate: Gate;
  readonly #answers: Answers;
  readonly #collector: Collector;
  readonly #quotas: Quotas;
  readonly #sessions = new Set<Session>();
  readonly #listener: Listener;

  /**
   * Begins to listen.
   *
   * @throws {Error} If it cannot.
   */
  constructor(
    { hostname, port, token }: Place,
    collector: Collector,
    answers: Answers,
  ) {
    this.#gate = new Gate(hostname, token);
    this.#quotas = new Quotas(collector.view.runtime);
    this.#answers = answers;
    this.#collector = collector;
    const listen = (at: number) =>
      new Listener(hostname, at, {
        runtime: systemRuntime,
        handle: (request, peer) => this.#answer(request, peer),
        warn: (text) => collector.view.logger.warn(`Inspector: ${text}`),
      });
    this.#listener = port === undefined
      ? listenAtFirst(listen, [INSPECTOR_PORT, 0])
      : listen(port);
  }

  get port(): number {
    return this.#listener.port;
  }

  /** Ends every connection and listens no more. */
  async close(reason: string): Promise<void> {
    for (const session of this.#sessions) session.close(1001, reason);
    await this.#listener.close();
  }

  #answer(request: RequestHead, peer: string): Response | Upgrade {
    const { pathname } = request.url;
    // Checked before anything is counted: a stranger's requests must not use
    // up what those with the token may ask.
    const isKnown = this.#gate.knows(request);
    const asset = ASSETS[pathname];
    const kind = isKnown ? "known" : asset === undefined ? "stranger" : "page";
    if (!this.#quotas.take(kind, peer)) {
      return respond({ status: 429, reason: "too many requests" });
    }
    const refusal = this.#gate.refuse(request);
    if (refusal !== null) return respond(refusal);
    if (asset !== undefined) return give(...asset);
    if (isKnown) return this.#answerKnown(request);
    const reason = "the token is missing or wrong: open the link that the " +
      "program printed when it started";
    return respond({ status: 401, reason });
  }

  #answerKnown(request: RequestHead): Response | Upgrade {
    const { view } = this.#collector;
    switch (request.url.pathname) {
      case "/ws":
        return this.#connect(request);
      case "/snapshot.json":
        return give(streamSnapshot(view), "application/json");
      case "/metrics":
        return give(writeMetrics(view), METRICS_TYPE);
      default:
        return respond({ status: 404, reason: "there is nothing here" });
    }
  }

  #connect(request: RequestHead): Response | Upgrade {
    const key = readWebSocketKey(request);
    if (key === null) {
      return respond({ status: 426, reason: "this is for a WebSocket" });
    }
    if (this.#sessions.size >= MAX_INSPECTOR_CLIENTS) {
      return respond({ status: 503, reason: "too many clients" });
    }
    return (channel) => this.#serveClient(channel, key);
  }

  /** Serves a client until its connection ends, whatever ends it. */
  async #serveClient(channel: ByteChannel, key: string): Promise<void> {
    const socket = new ServerSocket(channel, systemRuntime);
    const session = new Session(socket, this.#answers);
    this.#sessions.add(session);
    try {
      await socket.accept(key);
      channel.keepAwake(true);
      this.#collector.attach();
      await socket.run((data) => session.take(data));
    } finally {
      this.#sessions.delete(session);
      if (this.#sessions.size === 0) this.#collector.detach();
    }
  }
}

/** Listens at the first port that is free. */
function listenAtFirst<T>(
  listen: (port: number) => T,
  [port = 0, ...others]: readonly number[],
): T {
  try {
    return listen(port);
  } catch (error) {
    const isTaken = error instanceof Deno.errors.AddrInUse;
    if (!isTaken || others.length === 0) throw error;
    return listenAtFirst(listen, others);
  }
}

function give(
  body: string | ReadableStream,
  type: string,
  status = 200,
): Response {
  const headers = { ...HEADERS, "content-type": type };
  if (typeof body !== "string") return new Response(body, { status, headers });
  const bytes = new TextEncoder().encode(body);
  const length = { "content-length": String(bytes.length) };
  return new Response(bytes, { status, headers: { ...headers, ...length } });
}

function respond(
  { status, reason }: Omit<Refusal, "status"> & { readonly status: number },
): Response {
  return give(
    `Cannot answer: ${reason}\n`,
    "text/plain; charset=utf-8",
    status,
  );
}
