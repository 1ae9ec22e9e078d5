import {
  INSPECTOR_PORT,
  MAX_INSPECTOR_CLIENTS,
  MAX_REQUESTS_PER_SECOND,
} from "../../base/limits.ts";
import { systemRuntime } from "../../base/runtime.ts";
import type { Answers } from "../answer/answers.ts";
import type { Collector } from "../collect/collector.ts";
import { Gate, type Refusal } from "./gate.ts";
import { METRICS_TYPE, writeMetrics } from "../answer/metrics.ts";
import { PAGE_CSS, PAGE_HTML, PAGE_JS } from "./page_asset.gen.ts";
import { Quota } from "./quota.ts";
import { Session } from "./session.ts";
import { streamSnapshot } from "../answer/snapshot_stream.ts";

/** Milliseconds that clients get to close their connections. */
const GOODBYE_MS = 1_000;

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
  readonly #quota = new Quota(MAX_REQUESTS_PER_SECOND, systemRuntime);
  readonly #sessions = new Map<Session, Promise<void>>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #closing = new AbortController();

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
    this.#answers = answers;
    this.#collector = collector;
    const serve = (at: number) => this.#serve(hostname, at);
    this.#server = port === undefined
      ? serveAtFirst(serve, [INSPECTOR_PORT, 0])
      : serve(port);
    // A program that has nothing else to do may end.
    this.#server.unref();
  }

  get port(): number {
    return this.#server.addr.port;
  }

  /** Ends every connection and listens no more. */
  async close(reason: string): Promise<void> {
    for (const session of this.#sessions.keys()) session.close(1001, reason);
    await this.#sayGoodbye();
    // The process must live until `finished` resolves.
    this.#server.ref();
    this.#closing.abort();
    await this.#server.finished;
  }

  /** Awaits the clients' closing handshakes for a bounded time. */
  async #sayGoodbye(): Promise<void> {
    if (this.#sessions.size === 0) return;
    const late = Promise.withResolvers<void>();
    const timer = systemRuntime.setTimer(GOODBYE_MS, late.resolve);
    await Promise.race([Promise.all(this.#sessions.values()), late.promise]);
    timer.cancel();
  }

  #serve(hostname: string, port: number): Deno.HttpServer<Deno.NetAddr> {
    return Deno.serve({
      hostname,
      port,
      signal: this.#closing.signal,
      // The inspector prints its own line, with the token.
      onListen: () => {},
      onError: () => respond({ status: 500, reason: "this failed" }),
    }, (request) => this.#answer(request));
  }

  #answer(request: Request): Response {
    if (!this.#quota.take()) {
      return respond({ status: 429, reason: "too many requests" });
    }
    const refusal = this.#gate.refuse(request);
    if (refusal !== null) return respond(refusal);
    switch (new URL(request.url).pathname) {
      // They hold no secret. A page cannot send the token along, nor can a
      // reloaded page, whose address has it no more.
      case "/":
        return give(PAGE_HTML, "text/html; charset=utf-8");
      case "/page.js":
        return give(PAGE_JS, "text/javascript; charset=utf-8");
      case "/page.css":
        return give(PAGE_CSS, "text/css; charset=utf-8");
    }
    if (!this.#gate.knows(request)) {
      const reason = "the token is missing or wrong: open the link that the " +
        "program printed when it started";
      return respond({ status: 401, reason });
    }
    return this.#answerKnown(request);
  }

  #answerKnown(request: Request): Response {
    const { core } = this.#collector;
    switch (new URL(request.url).pathname) {
      case "/ws":
        return this.#connect(request);
      case "/snapshot.json":
        return give(streamSnapshot(core), "application/json");
      case "/metrics":
        return give(writeMetrics(core), METRICS_TYPE);
      default:
        return respond({ status: 404, reason: "there is nothing here" });
    }
  }

  #connect(request: Request): Response {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return respond({ status: 426, reason: "this is for a WebSocket" });
    }
    if (this.#sessions.size >= MAX_INSPECTOR_CLIENTS) {
      return respond({ status: 503, reason: "too many clients" });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    const session = new Session(socket, this.#answers);
    const closed = Promise.withResolvers<void>();
    this.#sessions.set(session, closed.promise);
    this.#collector.attach();
    socket.onmessage = ({ data }) => session.take(data);
    socket.onerror = () => {};
    socket.onclose = () => {
      this.#sessions.delete(session);
      if (this.#sessions.size === 0) this.#collector.detach();
      closed.resolve();
    };
    return response;
  }
}

/** Serves at the first port that is free. */
function serveAtFirst<T>(
  serve: (port: number) => T,
  [port = 0, ...others]: readonly number[],
): T {
  try {
    return serve(port);
  } catch (error) {
    const isTaken = error instanceof Deno.errors.AddrInUse;
    if (!isTaken || others.length === 0) throw error;
    return serveAtFirst(serve, others);
  }
}

function give(body: string | ReadableStream, type: string): Response {
  return new Response(body, { headers: { ...HEADERS, "content-type": type } });
}

function respond(
  { status, reason }: Omit<Refusal, "status"> & { readonly status: number },
): Response {
  return new Response(`Cannot answer: ${reason}\n`, {
    status,
    headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" },
  });
}
