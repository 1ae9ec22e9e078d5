import type { Carried } from "../carry.ts";
import { CallReply } from "./call_reply.ts";

/** The reply of a call that carries context values. */
export class CarryingReply<T> extends CallReply<T> {
  readonly #carried: Carried;

  /** Creates the reply of a call that carries them. */
  constructor(
    carried: Carried,
    ...call: ConstructorParameters<typeof CallReply<T>>
  ) {
    super(...call);
    this.#carried = carried;
  }

  override get carried(): Carried {
    return this.#carried;
  }
}
