import type { EngineOptions } from "@backstage/actors";
import { type TestEngine, testEngine } from "@backstage/actors/testing";
import { BoxOffice } from "../../../examples/http_service/box_office.ts";
import { payment } from "../../../examples/http_service/payment.ts";

/** How long an order may take, in simulated milliseconds. */
export const TIMEOUT_MS = 5_000;

/** When a test gives up waiting, in milliseconds of real time. */
const PATIENCE_MS = 20_000;

/** One payment that an actor waits for. */
export interface Payment {
  readonly key: string;
  readonly signal: AbortSignal;
  readonly done: PromiseWithResolvers<void>;
}

/** A box office that serves real sockets in simulated time. */
export class OpenOffice implements AsyncDisposable {
  readonly engine: TestEngine;
  readonly office: BoxOffice;
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  /** How many requests were answered, or given up. */
  answered = 0;
  readonly #payments: Payment[] = [];
  readonly #takers: PromiseWithResolvers<Payment>[] = [];
  readonly #take = payment.take;

  constructor(options: EngineOptions) {
    // It is the server that awaits calls, not the test.
    this.engine = testEngine({ time: "manual", quiet: true, ...options });
    this.office = new BoxOffice(this.engine, TIMEOUT_MS);
    payment.take = (key, _seats, signal) => this.#wait(key, signal);
    this.server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const response = await this.office.handle(request);
        this.answered++;
        return response;
      },
    );
  }

  /** The address of a page. */
  locate(path: string): string {
    return `http://127.0.0.1:${this.server.addr.port}${path}`;
  }

  /** Asks for seats. */
  order(
    body: unknown,
    key: string = crypto.randomUUID(),
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Response> {
    return fetch(this.locate("/shows/hamlet/bookings"), {
      method: "POST",
      headers: { "idempotency-key": key },
      body: typeof body === "string" ? body : JSON.stringify(body),
      signal,
    });
  }

  /** Waits until an actor waits for the next payment. */
  nextPayment(): Promise<Payment> {
    const payment = this.#payments.shift();
    if (payment !== undefined) return Promise.resolve(payment);
    const taker = Promise.withResolvers<Payment>();
    this.#takers.push(taker);
    return taker.promise;
  }

  /** Waits for a condition that other requests bring about. */
  async until(isTrue: () => boolean): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!isTrue()) {
      if (performance.now() > end) throw new Error(`Never true: ${isTrue}`);
      await this.engine.settled();
    }
  }

  /** How many orders wait for the show. */
  get waiting(): number {
    return this.engine.snapshot().actors[0]?.inboxLength ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.stop({ drain: false });
    await this.server.shutdown();
    payment.take = this.#take;
  }

  #wait(key: string, signal: AbortSignal): Promise<void> {
    const done = Promise.withResolvers<void>();
    const payment: Payment = { key, signal, done };
    const taker = this.#takers.shift();
    if (taker === undefined) this.#payments.push(payment);
    else taker.resolve(payment);
    signal.addEventListener("abort", () => done.reject(signal.reason));
    return done.promise;
  }
}

/** Tests a box office, with payloads copied and with payloads as bytes. */
export function testOffice(
  title: string,
  body: (office: OpenOffice) => Promise<void>,
  options: EngineOptions = {},
): void {
  for (const wire of ["auto", "always"] as const) {
    Deno.test(`${title}, with wire "${wire}"`, async () => {
      await using office = new OpenOffice({ wire, ...options });
      await body(office);
    });
  }
}

/** Reads what a client may do about a refusal. */
export async function readRefusal(response: Response): Promise<unknown[]> {
  const { code, detail } = await response.json();
  const retryAfter = response.headers.get("retry-after");
  return [response.status, code, retryAfter, detail];
}
