import type { ActorType } from "../actor/actor_type.ts";
import type { Activation } from "../actor/port/activation.ts";
import { isOwnType } from "../envelope/own_type.ts";
import type { Registry } from "./registry.ts";

/** The actors of an engine's program: all but the library's own. */
export class ProgramActors {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The types that have been asked for. */
  get types(): readonly ActorType[] {
    return [...this.#registry.types].filter(({ name }) => !isOwnType(name));
  }

  *[Symbol.iterator](): Generator<Activation> {
    for (const { activations } of this.types) yield* activations.values();
  }
}
