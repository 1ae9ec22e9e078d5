import { Engine, type EngineOptions } from "@backstage/actors";
import { DeskProxy } from "../generated/desk_proxy.gen.ts";
import { context } from "./context.ts";

/** Makes an engine whose calls carry the request that they are made for. */
export function openEngine(options: EngineOptions = {}): Engine {
  return new Engine({ ...options, carry: { request: context } });
}

/** Returns what answers requests: each is served in a context of its own. */
export function openShop(
  engine: Engine,
): (request: Request) => Promise<Response> {
  const desk = engine.getActor(DeskProxy, "front");
  return async (request) => {
    // A real service would look at a session or a token.
    const user = request.headers.get("x-user");
    if (user === null) return new Response(null, { status: 401 });
    const { pathname } = new URL(request.url);
    const id = crypto.randomUUID();
    const receipt = await context.run(
      { id, user },
      () => desk.order(pathname.slice(1)),
    );
    return Response.json(receipt);
  };
}
