import type { Method } from "../envelope/definition.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Call, Caller } from "../envelope/target.ts";
import type { Activation } from "./activation.ts";
import { isThenable, toPlainPromise } from "./actor.ts";
import type { DeactivationReason } from "./event.ts";
import type { Phase, Resident } from "./host.ts";
import { type Envelope, Inbox, type Taker } from "./inbox.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { failTurn, settle, tell } from "./outcome.ts";
import { stoppedInTurn } from "./refusal.ts";
import { ActorStation } from "./station.ts";
import { DEACTIVATE, NOTHING } from "./system_method.ts";
import type { Turn, Turns } from "./turn.ts";
import type { Watch } from "./watch.ts";

/**
 * Runs the envelopes of an actor's inbox. A turn follows the last only when
 * that is done, awaits included, unless the class's reentrancy lets it.
 */
export abstract class ActorRunner extends ActorStation implements Taker {
  accepted = 0;
  failed = 0;
  readonly inbox = new Inbox();
  /** Whether it stands in the engine's queue, runs, or waits for a turn. */
  protected isEngaged = false;
  protected watch: Watch | null = null;

  protected abstract readonly life: Lifecycle;
  /** Itself, as the engine knows it. */
  protected abstract readonly resident: Resident;

  get phase(): Phase {
    return this.life.phase;
  }

  get activation(): Activation | null {
    return this.life.activation;
  }

  get isBusy(): boolean {
    return this.isEngaged || this.openTurns.length > 0;
  }

  get taken(): number {
    return this.accepted - this.inbox.length;
  }

  get handled(): number {
    const open = this.openTurns.length;
    // Those that run beside the first one still have their place in the inbox.
    return this.taken - (this.#isFull ? open : Math.min(open, 1));
  }

  get #isFull(): boolean {
    return this.type.reentrancy === "full";
  }

  run(turns: number): number {
    const { inbox } = this;
    if (this.#needsCare && !this.#mayTake()) return 1;
    const taker = this.watch?.taker ?? this;
    let taken = 0;
    while (inbox.length > 0) {
      if (taken === turns) {
        this.type.host.resume(this.resident);
        return taken;
      }
      taken++;
      if (!inbox.shift(taker)) return taken;
    }
    this.isEngaged = false;
    this.type.host.rest();
    return taken;
  }

  get #needsCare(): boolean {
    return this.life.phase !== "active" ||
      (this.turns !== null && this.turns.needCare);
  }

  /** Sees to what comes before the inbox; returns whether that may follow. */
  #mayTake(): boolean {
    switch (this.life.phase) {
      case "active":
        return this.#reenterAll(this.turns!);
      case "activating":
        // Sent while the last activation ended: nothing to wake for.
        if (this.inbox.front === DEACTIVATE) return this.inbox.shift(this);
        return this.life.activate();
      case "paused":
        this.makeTurns().isHeld = true;
        return false;
      default:
        return false;
    }
  }

  /** Runs one envelope; returns whether its turn is over. */
  take(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    if (method === DEACTIVATE) {
      return this.#takeEnd(payload as DeactivationReason);
    }
    // Given up meanwhile: what has not begun never does.
    if (reply !== null && reply.isOver) return true;
    try {
      const result = method.invoke(this.life.activation!.instance, payload);
      if (result === undefined) {
        if (reply !== null) reply.settle(undefined);
        return true;
      }
      if (isThenable(result)) {
        return this.#follow(method, reply, caller, result);
      }
      settle(this, method, reply, caller, result);
    } catch (error) {
      failTurn(this, method, reply, caller, error);
      return this.#goesOn(error);
    }
    return true;
  }

  #takeEnd(reason: DeactivationReason): boolean {
    if (this.inbox.length > 0) {
      // Something came meanwhile: it is not idle any more, or not at rest
      // where the engine drains.
      if (reason === "idle") return true;
      if (reason === "shutdown" && !this.type.host.refuses(this.resident)) {
        return true;
      }
    }
    return this.#endBy(() => this.life.deactivate(reason));
  }

  /** Returns whether the activation goes on after a failure. */
  #goesOn(error: unknown): boolean {
    if (this.turns !== null && this.turns.ending !== null) return false;
    const end = this.life.judge(error);
    return end === null || this.#endBy(end);
  }

  /** Ends the activation, when no turn goes on any more. */
  #endBy(end: () => void): false {
    if (this.openTurns.length === 0) end();
    else {
      this.turns!.ending = end;
      this.turns!.isHeld = true;
    }
    return false;
  }

  /** Keeps the next turn from starting until this one is over. */
  #follow(
    method: Method,
    reply: Reply | null,
    caller: Caller | null,
    result: PromiseLike<unknown>,
  ): boolean {
    const turns = this.makeTurns();
    const watched = this.watch?.follow() ?? null;
    const view = this.starting?.sequence === this.taken ? this.starting : null;
    const turn: Turn = {
      method,
      reply,
      caller,
      view,
      abandoned: null,
      watched,
    };
    this.starting = null;
    turns.begin(turn);
    toPlainPromise(result).then(
      (value) =>
        this.#finish(turn, () => {
          settle(this, method, reply, caller, value);
          return true;
        }),
      (error) =>
        this.#finish(turn, () => {
          failTurn(this, method, reply, caller, error);
          return this.#goesOn(error);
        }),
    );
    if (!this.#isFull) return false;
    this.type.host.hold();
    return true;
  }

  #finish(turn: Turn, end: () => boolean): void {
    const { turns } = this;
    // The engine may have stopped meanwhile and settled the call.
    if (turns === null || !turns.end(turn)) return;
    const { failed } = this;
    const goesOn = end();
    const { watched } = turn;
    if (watched !== null) {
      this.watch?.end(watched, this.failed > failed ? "failed" : "done");
    }
    if (this.#isFull) this.#rest(turns);
    else if (goesOn && turns.size === 0) this.#goOn(turns);
  }

  /** Queues the actor when the last of its turns is over. */
  #goOn(turns: Turns): void {
    // What is to run beside a turn has it queued already.
    if (turns.reentering.length > 0) return;
    turns.isHeld = false;
    this.type.host.resume(this.resident);
  }

  /** Sees to an interleaved turn's end: others may go on, and others begin. */
  #rest(turns: Turns): void {
    const { host } = this.type;
    if (turns.ending !== null) {
      if (!this.isEngaged) {
        this.isEngaged = true;
        turns.isHeld = true;
        host.hold();
      }
      if (turns.size === 0 && turns.isHeld) {
        turns.isHeld = false;
        host.resume(this.resident);
      }
    }
    host.rest();
  }

  reenter(call: Call): void {
    const turns = this.makeTurns();
    turns.reentering.push(call);
    if (turns.reentering.length === 1) this.type.host.resume(this.resident);
  }

  /** Runs what came back to a turn that waits for it, beside that turn. */
  #reenterAll(turns: Turns): boolean {
    for (const call of turns.reentering.splice(0)) {
      // The turn is over: all that waits is its turn in order.
      if (turns.size > 0) this.#reenter(call);
    }
    if (turns.size > 0 && !this.#isFull) return false;
    if (turns.ending === null) return true;
    if (turns.size > 0) turns.isHeld = true;
    else {
      const end = turns.ending;
      turns.ending = null;
      end();
    }
    return false;
  }

  #reenter(call: Call): void {
    const { accepted, inbox } = this;
    const first = accepted - inbox.length;
    const envelopes: (Envelope & { sequence: number })[] = [];
    inbox.extract(call.caller, call, NOTHING, (envelope, place) => {
      envelopes.push({ ...envelope, sequence: first + place });
    });
    for (const envelope of envelopes) {
      // None of them moves the inbox on: what the last one saw is not this one.
      this.starting = null;
      const { method, payload, reply, caller } = envelope;
      if (this.watch !== null) this.watch.reenter(envelope);
      else this.take(method, payload, reply, caller);
    }
  }

  pause(): boolean {
    if (this.life.phase !== "active") return false;
    this.life.phase = "paused";
    return true;
  }

  unpause(): void {
    if (this.life.phase !== "paused") return;
    this.life.phase = "active";
    const { turns } = this;
    if (turns === null || !turns.isHeld || turns.ending !== null) return;
    turns.isHeld = false;
    this.type.host.resume(this.resident);
  }

  /** Ends the turns that go on, though their methods do. */
  protected cutTurns(): void {
    const cut = this.turns?.endAll() ?? [];
    for (const turn of cut) this.#cut(turn);
    if (cut.length > 0) this.#goOnWithout(cut.length);
  }

  /** Settles a turn that is not waited for any more. */
  #cut({ method, reply, view, watched }: Turn): void {
    const error = stoppedInTurn(this.actor, method);
    view?.abort(error);
    tell(this, method.name, reply, error);
    if (watched !== null) this.watch?.end(watched, "unknown");
  }

  #goOnWithout(cut: number): void {
    const turns = this.turns!;
    const { host } = this.type;
    if (!this.#isFull) {
      this.#goOn(turns);
      return;
    }
    if (turns.isHeld) {
      turns.isHeld = false;
      host.resume(this.resident);
    }
    for (let left = cut; left > 0; left--) host.rest();
  }
}
