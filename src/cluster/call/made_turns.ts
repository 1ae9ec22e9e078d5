import type { WaitingTurn } from "../../envelope/reply.ts";
import type { OutgoingCall } from "./outgoing_call.ts";

/** A turn of this node, and its calls that are elsewhere. */
interface Made {
  readonly turn: WaitingTurn;
  readonly calls: Set<OutgoingCall>;
}

/**
 * The turns of this node that have calls elsewhere, by their ids: a call that
 * comes back names them in its chain.
 */
export class MadeTurns {
  readonly #byId = new Map<string, Made>();

  /** Learns of a call. */
  add(call: OutgoingCall): void {
    const turn = call.reply.madeBy;
    if (turn === null) return;
    const { id } = turn;
    const known = this.#byId.get(id);
    if (known !== undefined) known.calls.add(call);
    else this.#byId.set(id, { turn, calls: new Set([call]) });
  }

  /** Learns that a call is over. */
  remove(call: OutgoingCall): void {
    const turn = call.reply.madeBy;
    if (turn === null) return;
    const made = this.#byId.get(turn.id);
    if (made === undefined) return;
    made.calls.delete(call);
    if (made.calls.size === 0) this.#byId.delete(turn.id);
  }

  /** Returns the turn of an id, if it is one of these. */
  find(id: string): WaitingTurn | undefined {
    return this.#byId.get(id)?.turn;
  }

  /** Returns the calls of the turn of an id. */
  listCalls(id: string): Iterable<OutgoingCall> {
    return this.#byId.get(id)?.calls ?? [];
  }
}
