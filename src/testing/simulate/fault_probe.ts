import type { Activation } from "../../actor/port/activation.ts";
import { isLive } from "../../actor/port/activation.ts";
import type { Hook, Probe } from "../../actor/port/probe.ts";
import type { Engine } from "../../engine/engine.ts";
import type { EngineView } from "../../engine/view.ts";
import { nameActor } from "../../envelope/actor_id.ts";
import type { Caller } from "../../envelope/target.ts";
import { FaultError, type Faults } from "./faults.ts";

/** Lets `init` hooks fail. */
export class FaultProbe implements Probe {
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  arrive(): boolean {
    return false;
  }

  start(): void {}

  end(): void {}

  aroundHook({ actor }: Caller, hook: Hook, run: () => unknown): unknown {
    const where = `${nameActor(actor)}.${hook}`;
    if (hook === "init" && this.#faults.strikes("failInit", where)) {
      throw new FaultError("failInit", where);
    }
    return run();
  }
}

/** Lets faults strike between two turns: an idle end, or the engine's. */
export class FaultsBetween {
  readonly #faults: Faults;
  readonly #isWanted: boolean;
  #isStopping = false;

  constructor(faults: Faults) {
    this.#faults = faults;
    this.#isWanted = faults.has("deactivate", "stopEngine");
  }

  /** Decides whether any does on an engine; returns whether one did. */
  strike(engine: Engine, view: EngineView): boolean {
    if (!this.#isWanted) return false;
    const hasStruck = this.#deactivate(view);
    if (this.#isStopping || !this.#faults.strikes("stopEngine", "engine")) {
      return hasStruck;
    }
    this.#isStopping = true;
    void engine.stop();
    return true;
  }

  #deactivate(view: EngineView): boolean {
    const faults = this.#faults;
    if (!faults.has("deactivate")) return false;
    const idle = [...view.registry].filter(isAtRest);
    if (idle.length === 0) return false;
    if (!faults.decide("deactivate")) return false;
    const chosen = idle[faults.below(idle.length)]!;
    // As if it had been at rest for ever: the first look sees since when.
    chosen.restIfIdle(-Infinity);
    chosen.restIfIdle(view.runtime.now());
    // Its class, a timer or a watch may keep it from rest.
    if (!chosen.isBusy) return false;
    faults.note("deactivate", nameActor(chosen.actor));
    return true;
  }
}

function isAtRest(activation: Activation): boolean {
  return isLive(activation) && !activation.isBusy;
}
