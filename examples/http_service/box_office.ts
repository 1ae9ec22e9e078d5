import type { Engine } from "@backstage/actors";
import { answerError, refuse } from "./answers.ts";
import { openSocket, sendEvents } from "./feed.ts";
import type { Order, Refusal } from "./show.ts";
import { ShowProxy } from "../generated/show_proxy.gen.ts";

const SHOWS: ReadonlySet<string> = new Set(["hamlet", "macbeth"]);
const PATH = new URLPattern({ pathname: "/shows/:id/:part?" });
const MAX_BODY_BYTES = 1_024;
const STATUS: Record<Refusal, number> = {
  "bad-number": 400,
  "sold-out": 409,
  "key-taken": 422,
};

/** Answers requests by asking actors. */
export class BoxOffice {
  readonly #engine: Engine;
  readonly #timeoutMs: number;
  #isClosing = false;

  constructor(engine: Engine, timeoutMs = 5_000) {
    this.#engine = engine;
    this.#timeoutMs = timeoutMs;
  }

  /** Says from now on that no more requests should come. */
  close(): void {
    this.#isClosing = true;
  }

  readonly handle = async (request: Request): Promise<Response> => {
    try {
      return await this.#route(request);
    } catch (error) {
      const response = answerError(error);
      if (response.status === 500) {
        this.#engine.log.error(`${request.method} ${request.url}:`, error);
      }
      return response;
    }
  };

  async #route(request: Request): Promise<Response> {
    if (new URL(request.url).pathname === "/health") return this.#tellHealth();
    const { id = "", part = "" } = PATH.exec(request.url)?.pathname.groups ??
      {};
    // Any id makes an actor: one from outside must be known to be one of ours.
    if (!SHOWS.has(id)) return refuse(404, "no-such-show");
    const show = this.#engine.getActor(ShowProxy, id).with({
      signal: request.signal,
      timeoutMs: this.#timeoutMs,
    });
    switch (`${request.method} ${part}`) {
      case "GET ":
        return Response.json({ free: await show.free() });
      case "GET live":
        return await this.#follow(request, id, show);
      case "POST bookings":
        return await book(request, show);
      default:
        return refuse(404, "no-such-page");
    }
  }

  async #follow(
    request: Request,
    id: string,
    show: ShowProxy,
  ): Promise<Response> {
    // Read from before the first answer on, so that no change is missed.
    const changes = this.#engine.getStream<number>(`shows/${id}`).readable;
    try {
      const first = await show.free();
      return request.headers.has("upgrade")
        ? openSocket(request, first, changes)
        : sendEvents(first, changes);
    } catch (error) {
      await changes.cancel();
      throw error;
    }
  }

  #tellHealth(): Response {
    if (this.#isClosing) return refuse(503, "closing");
    return Response.json({ status: "ok" });
  }
}

async function book(request: Request, show: ShowProxy): Promise<Response> {
  const key = request.headers.get("idempotency-key");
  if (key === null) return refuse(400, "key-missing");
  const body = await readJson(request);
  if (body === undefined) return refuse(400, "no-json");
  // Whatever it is, the proxy checks it: what is no order is a CodecError.
  const booking = await show.book({ ...body, key } as Order);
  return booking.kind === "booked"
    ? Response.json(booking, { status: 201 })
    : refuse(STATUS[booking.reason], booking.reason);
}

async function readJson(request: Request): Promise<object | undefined> {
  let text = "";
  const chunks = request.body?.pipeThrough(new TextDecoderStream()) ?? [];
  for await (const chunk of chunks) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
