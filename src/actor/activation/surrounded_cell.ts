import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import { ActorCell } from "./actor_cell.ts";
import * as turnLoop from "./turn_loop.ts";

/**
 * An actor whose turns run within interceptors, or with what envelopes carry.
 * It is a class of its own so that others' turns need not ask.
 */
export class SurroundedCell extends ActorCell {
  override dispatch(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    return turnLoop.runTurn(this, method, payload, reply, caller, true);
  }
}
