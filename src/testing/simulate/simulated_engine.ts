import { CallError } from "../../base/errors.ts";
import { MAX_DELAY_MS } from "../../base/limits.ts";
import { Engine, viewOf } from "../../engine/engine.ts";
import type { EngineOptions } from "../../engine/options.ts";
import type { EngineView } from "../../engine/view.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { Call } from "../../envelope/target.ts";
import type { EngineClock } from "./engine_clock.ts";
import { makeFaultInterceptors } from "./fault_interceptor.ts";
import { FaultProbe } from "./fault_probe.ts";
import type { Faults } from "./faults.ts";

/** What an engine of a run stands on. */
export interface SimulatedEngineParts {
  readonly clock: EngineClock;
  readonly faults: Faults;
  readonly options: EngineOptions;
}

/** How many awaited calls are kept before those are forgotten that are over. */
const AWAITED = 64;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** An engine of a run, which may crash. */
export class SimulatedEngine {
  readonly engine: Engine;
  readonly view: EngineView;
  readonly #clock: EngineClock;
  // What code outside of its actors awaits.
  readonly #awaited = new Set<Call>();
  #limit = AWAITED;
  #hasCrashed = false;

  constructor({ clock, faults, options }: SimulatedEngineParts) {
    this.#clock = clock;
    const interceptors = makeFaultInterceptors({
      faults,
      after: (ms, callback) => void clock.setTimer(ms, callback),
    });
    // Actors that are never idle would never be deactivated as such.
    const idle = faults.has("deactivate") ? { idleMs: MAX_DELAY_MS } : {};
    this.engine = new Engine({
      logger: SILENT,
      ...idle,
      ...options,
      interceptors: [...interceptors, ...options.interceptors ?? []],
      turnsPerRun: 1,
      runtime: clock,
    });
    this.view = viewOf(this.engine);
    this.view.hearAwaited((call) => this.#await(call));
    if (faults.has("failInit")) this.view.attach(new FaultProbe(faults));
  }

  /** Ends it as its process does: no turn of it goes on, and no timer fires. */
  crash(): void {
    this.#hasCrashed = true;
    this.#clock.end();
    for (const call of this.#awaited) fail(call);
    this.#awaited.clear();
  }

  #await(call: Call): void {
    if (this.#hasCrashed) return fail(call);
    if (this.#awaited.size >= this.#limit) this.#forgetOver();
    this.#awaited.add(call);
  }

  #forgetOver(): void {
    for (const call of this.#awaited) {
      if (call.isOver) this.#awaited.delete(call);
    }
    this.#limit = Math.max(AWAITED, 2 * this.#awaited.size);
  }
}

/** Fails a call of a process that is no more, as its peers see it. */
function fail(call: Call): void {
  if (call.isOver) return;
  const { method, target } = call;
  const name = `${formatActor(target.actor)}.${method.name}`;
  call.fail(
    new CallError(`Cannot tell what came of ${name}: its engine crashed`, {
      code: "engine-stopped",
      outcome: "unknown",
    }),
  );
}
