import type { Engine } from "@backstage/actors";
import { answerError, refuse } from "../http_service/answers.ts";
import { ConcertProxy } from "../generated/concert_proxy.gen.ts";
import type { Booking } from "./concert.ts";

const PATH = new URLPattern({ pathname: "/concerts/:id/bookings" });
const CONCERTS: ReadonlySet<string> = new Set(["mozart", "haydn"]);

/** Answers requests by asking concerts. */
export class TicketOffice {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
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
    const { id = "" } = PATH.exec(request.url)?.pathname.groups ?? {};
    if (!CONCERTS.has(id)) return refuse(404, "no-such-concert");
    const concert = this.#engine.getActor(ConcertProxy, id);
    switch (request.method) {
      case "GET":
        return Response.json(Object.fromEntries(await concert.sold()));
      case "POST":
        return await book(request, concert);
      default:
        return refuse(405, "no-such-method");
    }
  }
}

/** Books, once for each key, however often the request comes. */
async function book(
  request: Request,
  concert: ConcertProxy,
): Promise<Response> {
  const idempotencyKey = request.headers.get("idempotency-key") ?? "";
  if (idempotencyKey === "" || idempotencyKey.length > 256) {
    return refuse(400, "key-missing");
  }
  const body: unknown = await request.json().catch(() => undefined);
  // Whatever it is, the proxy checks it: what is no booking is a CodecError.
  const booking = await concert.with({ idempotencyKey }).book(body as Booking);
  return Response.json(booking, { status: 201 });
}
