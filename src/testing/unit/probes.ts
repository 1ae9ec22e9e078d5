import { isThenable } from "../../actor/actor.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";
import type { IncomingTurn, Interceptor } from "../../envelope/interceptor.ts";
import type { EngineView } from "../../engine/view.ts";
import type { SimulatedRuntime } from "../simulated_runtime.ts";
import type { ArgumentsOf } from "./actor_class.ts";
import type { Probe, ProbedCall } from "./probe.ts";

/** A call while it is recorded. */
interface Recording {
  readonly actor: ActorId;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly caller: ActorId | null;
  readonly at: number;
  outcome: "running" | "done" | "failed";
  result: unknown;
  error: unknown;
}

/** Records what actors of one type got. */
class Recorder<Actor, Name extends keyof Actor> implements Probe<Actor, Name> {
  readonly #type: string;
  readonly #id: string | null;
  readonly #end: () => void;
  #calls: Recording[] = [];

  constructor(type: string, id: string | null, end: () => void) {
    this.#type = type;
    this.#id = id;
    this.#end = end;
  }

  get calls(): readonly ProbedCall<Actor, Name>[] {
    return this.callsOf<Name>();
  }

  callsOf<Key extends Name>(method?: Key): ProbedCall<Actor, Key>[] {
    const calls: object[] = this.#calls.filter((call) =>
      method === undefined || call.method === method
    );
    return calls as ProbedCall<Actor, Key>[];
  }

  argsOf<Key extends Name>(method: Key): ArgumentsOf<Actor[Key]>[] {
    return this.callsOf(method).map(({ args }) => args);
  }

  clear(): void {
    this.#calls = [];
  }

  [Symbol.dispose](): void {
    this.#end();
  }

  isOf({ type, id }: ActorId): boolean {
    return type === this.#type && (this.#id === null || id === this.#id);
  }

  take(call: Recording): void {
    this.#calls.push(call);
  }
}

type AnyRecorder = Pick<Recorder<object, never>, "isOf" | "take">;

/** The probes of an engine; they see turns as its outermost interceptor. */
export class Probes {
  readonly #runtime: SimulatedRuntime;
  readonly #recorders = new Set<AnyRecorder>();
  #view: EngineView | null = null;

  /** What the engine is to have as its first interceptor. */
  readonly interceptor: Interceptor = {
    incoming: (turn, next) => {
      this.#runtime.noteTurn();
      return this.#isWatched(turn) ? this.#record(turn, next) : next();
    },
  };

  constructor(runtime: SimulatedRuntime) {
    this.#runtime = runtime;
  }

  /** Learns of the engine that has the interceptor. */
  watch(view: EngineView): void {
    this.#view = view;
  }

  /** Opens a probe of one actor, or of all actors of a type. */
  open<Actor, Name extends keyof Actor>(
    type: string,
    id: string | null,
  ): Probe<Actor, Name> {
    const recorder = new Recorder<Actor, Name>(
      type,
      id,
      () => this.#recorders.delete(recorder),
    );
    this.#recorders.add(recorder);
    return recorder;
  }

  #isWatched({ actor, kind }: IncomingTurn): boolean {
    if (kind === "tick" || this.#recorders.size === 0) return false;
    return this.#recorders.values().some((one) => one.isOf(actor));
  }

  #record(turn: IncomingTurn, next: () => unknown): unknown {
    const { actor, caller } = turn;
    const type = this.#view?.registry.findType(actor.type);
    const activation = type?.activations.get(actor.id);
    const method = type?.definition.methods[turn.method];
    if (activation === undefined || method === undefined) return next();
    const call: Recording = {
      actor,
      method: turn.method,
      args: listArguments(method, turn.payload),
      caller,
      at: this.#runtime.now(),
      outcome: "running",
      result: undefined,
      error: undefined,
    };
    for (const one of this.#recorders) if (one.isOf(actor)) one.take(call);
    const fail = (error: unknown): void => {
      call.outcome = "failed";
      call.error = error;
    };
    const finish = (result: unknown): void => {
      try {
        // The actor's own may change later.
        if (!method.isStreaming) {
          call.result = method.copyResult(result, activation);
        }
        call.outcome = "done";
      } catch (error) {
        fail(error);
      }
    };
    try {
      const result = next();
      if (isThenable(result)) result.then(finish, fail);
      else finish(result);
      return result;
    } catch (error) {
      fail(error);
      throw error;
    }
  }
}

/** Returns the arguments that a payload was made of. */
function listArguments(method: Method, payload: unknown): readonly unknown[] {
  if (method.payload === "none") return [];
  return method.payload === "tuple" ? payload as unknown[] : [payload];
}
