import type { Carried } from "../carry.ts";
import type { Method } from "../definition.ts";
import type { WaitingTurn } from "../reply.ts";
import { CallReply, type CallSite } from "./call_reply.ts";

/** The reply of a call that carries context values. */
export class CarryingReply<T> extends CallReply<T> {
  readonly #carried: Carried;

  /** Creates the reply of a call that carries them. */
  constructor(
    carried: Carried,
    site: CallSite,
    method: Method,
    madeBy: WaitingTurn | null,
  ) {
    super(site, method, madeBy);
    this.#carried = carried;
  }

  override get carried(): Carried {
    return this.#carried;
  }
}
