import type { ActorId } from "../../envelope/actor_id.ts";
import type { DeactivationReason } from "../event.ts";
import type { EndWatch } from "../port/activation.ts";

/** Who waits for the end of the activation that is, or begins next. */
export class EndWatches {
  // Made with the first: most actors are watched by none.
  #watches: Set<EndWatch> | null = null;

  add(watch: EndWatch): void {
    this.#watches ??= new Set();
    this.#watches.add(watch);
  }

  delete(watch: EndWatch): void {
    this.#watches?.delete(watch);
  }

  /** Tells all that an activation has ended. */
  tell(actor: ActorId, reason: DeactivationReason): void {
    const watches = this.#watches;
    if (watches === null) return;
    // Those that come meanwhile wait for the end of the next activation.
    this.#watches = null;
    const end = { actor, reason };
    for (const watch of watches) watch.noteEnd(end);
  }
}
