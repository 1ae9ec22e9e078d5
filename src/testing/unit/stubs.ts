import { quote } from "../../base/escape_controls.ts";
import { assertId, formatActor } from "../../envelope/actor_id.ts";
import type { Casting } from "../../actor/port/host.ts";
import type { Context } from "../../actor/context.ts";
import type { ActorDefinition } from "../../envelope/definition.ts";
import type { EngineView } from "../../engine/view.ts";
import type { AnswerOf, ArgumentsOf } from "./actor_class.ts";

/** The methods that a stub has, of those of an actor's class. */
export type StubMethods<Actor, Name extends keyof Actor> = {
  readonly [Key in Name]?: (
    ...args: ArgumentsOf<Actor[Key]>
  ) => AnswerOf<Actor[Key]>;
};

/** What stands in for an actor: its methods, or what makes them. */
export type StubSource<Actor, Name extends keyof Actor> =
  | StubMethods<Actor, Name>
  | ((ctx: Context) => StubMethods<Actor, Name>);

type AnyMethods = Readonly<
  Record<string, ((...args: unknown[]) => unknown) | undefined>
>;
type AnySource = AnyMethods | ((ctx: Context) => AnyMethods);

/** What stands in for actors of one engine. */
export class Stubs {
  #view: EngineView;
  // By type, then by id; `null` has what stands in for all others.
  readonly #sources = new Map<string, Map<string | null, AnySource>>();
  readonly #instances = new WeakSet<object>();

  constructor(view: EngineView) {
    this.#view = view;
    view.castBy(this.#cast);
  }

  /** Has them stand in for actors of another engine from now on. */
  moveTo(view: EngineView): void {
    this.#view = view;
    view.castBy(this.#cast);
  }

  /** Whether an actor is a stub. */
  has(instance: object): boolean {
    return this.#instances.has(instance);
  }

  /**
   * Has something stand in for an actor, or for all of a type that have nothing
   * of their own.
   *
   * @throws {TypeError} If it has a method that the actor has not.
   * @throws {Error} If the actor itself, or one of them, is active.
   */
  add(definition: ActorDefinition, id: string | null, source: AnySource): void {
    const { type } = definition;
    if (id !== null) assertId("stub actor", id);
    const name = nameStub(definition, id);
    if (typeof source !== "function") assertKnown(name, definition, source);
    const activations = this.#view.registry.findType(type)?.activations;
    for (const { actor, instance } of activations?.values() ?? []) {
      if (id !== null && actor.id !== id) continue;
      if (instance === null || this.has(instance)) continue;
      throw new Error(
        `Cannot stub ${name}: ${formatActor(actor)} is active, stub it ` +
          "before its first call",
      );
    }
    const sources = this.#sources.get(type) ?? new Map();
    this.#sources.set(type, sources.set(id, source));
  }

  readonly #cast: Casting = (definition, id) => {
    const sources = this.#sources.get(definition.type);
    const find = () => sources?.get(id) ?? sources?.get(null);
    const source = find();
    if (source === undefined) return null;
    if (typeof source !== "function") {
      // Asked for at each call: the test may give it other methods.
      return () =>
        this.#make(definition, id, () => {
          const latest = find();
          return typeof latest === "object" ? latest : source;
        });
    }
    return (context: never) => {
      const methods = source(context);
      assertKnown(
        nameStub(definition, id),
        definition,
        methods,
      );
      return this.#make(definition, id, () => methods);
    };
  };

  #make(
    definition: ActorDefinition,
    id: string,
    find: () => AnyMethods,
  ): object {
    const stub: Record<string, (...args: unknown[]) => unknown> = {};
    for (const name of Object.keys(definition.methods)) {
      stub[name] = (...args) => {
        const methods = find();
        const method = methods[name];
        if (method !== undefined) return method.apply(methods, args);
        const actor = formatActor({ type: definition.type, id });
        throw new Error(
          `Cannot call ${actor}.${name}: the stub has no such method`,
        );
      };
    }
    this.#instances.add(stub);
    return stub;
  }
}

function nameStub({ type }: ActorDefinition, id: string | null): string {
  return id === null ? `all of ${quote(type)}` : formatActor({ type, id });
}

function assertKnown(
  name: string,
  { methods }: ActorDefinition,
  given: AnyMethods,
): void {
  for (const [key, method] of Object.entries(given)) {
    if (method === undefined) continue;
    const state = !Object.hasOwn(methods, key)
      ? "the actor has no such method"
      : typeof method === "function"
      ? null
      : "it is no function";
    if (state === null) continue;
    throw new TypeError(`Cannot stub ${key} of ${name}: ${state}`);
  }
}
