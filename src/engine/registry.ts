import { ActorCell } from "../actor/activation/actor_cell.ts";
import { DurableCell } from "../actor/activation/durable/cell.ts";
import { SurroundedCell } from "../actor/activation/surrounded_cell.ts";
import type { ActorType } from "../actor/actor_type.ts";
import { quote } from "../base/escape_controls.ts";
import type { Activation } from "../actor/port/activation.ts";
import type { ActorDefinition } from "../envelope/definition.ts";

/** Makes a dormant cell of the kind that its type asks for. */
function makeCell(type: ActorType, id: string): ActorCell {
  if (type.isDurable) return new DurableCell(type, id);
  return type.isSurrounded
    ? new SurroundedCell(type, id)
    : new ActorCell(type, id);
}

/** Actor id to activation in one engine: first by type, then by id. */
export class Registry {
  readonly #makeType: (definition: ActorDefinition) => ActorType;
  readonly #types = new Map<string, ActorType>();
  #size = 0;
  // The dormant one that was made last, if none has been registered since: then
  // it is known without a search that its actor has none.
  #fresh: Activation | null = null;

  /** Creates one that makes an actor type when it is first asked for. */
  constructor(makeType: (definition: ActorDefinition) => ActorType) {
    this.#makeType = makeType;
  }

  /** How many activations are not dormant. */
  get size(): number {
    return this.#size;
  }

  /** The actor types that have been asked for. */
  get types(): Iterable<ActorType> {
    return this.#types.values();
  }

  /** Returns a type by its name, if it has been asked for. */
  findType(name: string): ActorType | undefined {
    return this.#types.get(name);
  }

  /**
   * Returns the type of a definition.
   *
   * @throws {TypeError} If another class has the type's name here.
   * @throws {RangeError} If the class's options are out of their limits.
   */
  openType(definition: ActorDefinition): ActorType {
    let type = this.#types.get(definition.type);
    if (type === undefined) {
      type = this.#makeType(definition);
      this.#types.set(definition.type, type);
    }
    if (type.definition !== definition) {
      const name = quote(definition.type);
      throw new TypeError(
        `Cannot use actor type ${name}: another class has that name, ` +
          `give one of them an actorType`,
      );
    }
    return type;
  }

  /** Returns an actor's activation, a dormant one if there is none. */
  open(type: ActorType, id: string): Activation {
    const activation = type.activations.get(id);
    if (activation !== undefined) return activation;
    return this.#fresh = makeCell(type, id);
  }

  /** Returns an actor's activation unless it is dormant. */
  find(type: ActorType, id: string): Activation | undefined {
    return type.activations.get(id);
  }

  /** Whether a dormant one is known to be its actor's only one. */
  isFresh(activation: Activation): boolean {
    return activation === this.#fresh;
  }

  /** Registers one, or returns the one that is registered already. */
  register(activation: Activation): Activation {
    const { activations, totals } = activation.type;
    if (!this.isFresh(activation)) {
      const registered = activations.get(activation.id);
      if (registered !== undefined) return registered;
    }
    this.#fresh = null;
    activations.add(activation);
    totals.giveBack(activation);
    this.#size++;
    return activation;
  }

  /** Takes one out that is dormant again. */
  forget(activation: Activation): void {
    const { activations, totals } = activation.type;
    // Only one that is registered comes to rest.
    if (!activations.delete(activation)) return;
    totals.keep(activation);
    this.#size--;
  }

  /** Every activation that is not dormant. */
  *[Symbol.iterator](): Iterator<Activation> {
    for (const { activations } of this.#types.values()) {
      yield* activations.values();
    }
  }
}
