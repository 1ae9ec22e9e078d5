import { quote } from "../base/escape_controls.ts";
import { CodecError } from "../base/errors.ts";
import {
  Reference,
  type ReferenceName,
  referenceName,
} from "../codec/reference/reference.ts";
import { nameActor } from "../envelope/actor_id.ts";
import type { CallOptions } from "../envelope/call_options.ts";
import { type ActorDefinition, isActorOf } from "../envelope/definition.ts";
import type { Caller, CallHost, Target } from "../envelope/target.ts";
import type { ActorLink, Link } from "./link.ts";
import { makeLink } from "./make_link.ts";

/** The key of a proxy's link; a symbol, so that no method can clash with it. */
export const link: unique symbol = Symbol("backstage.link");

const ordinary = Function.prototype[Symbol.hasInstance];

/** A proxy class that may have a definition: `ActorProxy` itself has none. */
interface Definite {
  readonly definition?: ActorDefinition;
}

/**
 * What every generated proxy extends: a typed stand-in for one actor.
 *
 * It never activates its actor by itself, may be kept as long as you like,
 * and may be sent to other actors in a message.
 *
 * @example What the generator writes for a class with one method
 * ```ts
 * import { type Context, Engine } from "@backstage/actors";
 * import {
 *   ActorProxy,
 *   check,
 *   defineActor,
 *   link,
 * } from "@backstage/actors/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * class Greeter {
 *   constructor(private readonly ctx: Context) {}
 *
 *   greet(name: string): string {
 *     return `Hello, ${name}, I am ${this.ctx.actorId}`;
 *   }
 * }
 *
 * const definition = defineActor({
 *   type: "Greeter",
 *   create: (context: Context) => new Greeter(context),
 *   methods: {
 *     greet: {
 *       payload: "value",
 *       copyPayload: (value) => check.string(value, "name"),
 *       copyResult: (value) => check.string(value, null),
 *       invoke: (actor: Greeter, name: string) => actor.greet(name),
 *     },
 *   },
 * });
 *
 * class GreeterProxy extends ActorProxy {
 *   static readonly definition = definition;
 *
 *   greet(name: string): Promise<string> {
 *     return this[link].call(definition.methods.greet, name);
 *   }
 * }
 *
 * await using engine = new Engine();
 * const ann = engine.getActor(GreeterProxy, "ann");
 * assertEquals(await ann.greet("Bob"), "Hello, Bob, I am ann");
 * assertEquals(`${ann}`, "Greeter/ann");
 * assertEquals(JSON.stringify(ann), '{"type":"Greeter","id":"ann"}');
 * ```
 */
export abstract class ActorProxy extends Reference {
  /** The line to the actor; generated code only. */
  readonly [link]: Link;

  /** Creates a proxy; `getActor` and generated code only. */
  constructor(to: Link) {
    super();
    this[link] = to;
  }

  /**
   * Tells whether a value is a proxy of this class's actor, or of an actor
   * whose class extends that one's: `instanceof` asks here, and so does every
   * copier of a message.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (ordinary.call(this, value)) return true;
    // Its own type and this one meet in `ActorProxy` only.
    if (!ordinary.call(ActorProxy, value)) return false;
    const { definition } = (value as object).constructor as Definite;
    const base = (this as object as Definite).definition;
    return definition !== undefined && base !== undefined &&
      isActorOf(definition, base);
  }

  /**
   * Returns a proxy of the same actor whose calls may take only so long, are
   * given up when a signal is aborted, or have an idempotency key.
   *
   * A call that has not begun by then never does (`not-run`); one that runs
   * leaves its caller with `unknown`, and its method sees `ctx.turn.signal`
   * aborted. Sent to another actor, the proxy arrives without options.
   *
   * A durable actor does what is asked under a key once for each method, and
   * answers every call under them as it answered the first, for a day from then
   * unless its `keepAnswersMs` differs. The same key with another payload is an
   * `IdempotencyConflictError`. An actor that is not durable, and a streaming
   * method, refuse a key.
   *
   * @throws {RangeError} If `timeoutMs` is not from 0 to 2,147,483,647.
   * @throws {TypeError} If `signal` is no `AbortSignal`, `idempotencyKey` is no
   * text of 1 to 256 characters, or an option has another name.
   */
  with(options: CallOptions): this {
    const proxy = this.constructor as ProxyClass<this>;
    return new proxy((this[link] as ActorLink).with(options));
  }

  /** The name of this proxy on a wire. */
  override get [referenceName](): ReferenceName {
    return targetOf(this).actor;
  }

  /** Names the actor: `Counter/visits`. */
  override toString(): string {
    return nameActor(this[referenceName]);
  }

  /** Returns the actor's name: in JSON nothing can be called. */
  toJSON(): ReferenceName {
    return this[referenceName];
  }

  /** Names the proxy's class and actor in logs: `CounterProxy("visits")`. */
  [Symbol.for("Deno.customInspect")](): string {
    const { id } = this[referenceName];
    return `${this.constructor.name}(${quote(id)})`;
  }
}

/** A generated proxy class, as `getActor` takes it. */
export interface ProxyClass<Proxy extends ActorProxy> {
  /** What the generator knows of the actor's class. */
  readonly definition: ActorDefinition;
  /** Creates a proxy; `getActor` only. */
  new (to: Link): Proxy;
}

/**
 * Returns the receiver's proxy of the same actor, whose calls carry the
 * receiver as their caller; a new one if its book has none, or it has no book.
 *
 * @throws {CodecError} If the proxy is of another engine than `host`, where its
 * name may be that of another actor.
 */
export function bindProxy(
  reference: Reference,
  caller: Caller | null,
  host: CallHost,
): Reference {
  if (!(reference instanceof ActorProxy)) {
    throw new TypeError("Cannot bind a reference: it is no proxy");
  }
  const target = targetOf(reference);
  if (target.host !== host) {
    throw new CodecError("proxies of another engine cannot be messages", {
      path: "",
      expected: "a proxy of this engine",
      actual: "a proxy of another engine",
    });
  }
  const proxy = reference.constructor as ProxyClass<ActorProxy>;
  const { id } = target;
  const book = caller?.references;
  const known = book?.find(proxy, id);
  if (known !== undefined) return known;
  const bound = new proxy(makeLink(target, caller));
  book?.add(proxy, id, bound);
  return bound;
}

/** The interface says what generated code may use of a link. */
function targetOf(proxy: ActorProxy): Target {
  return (proxy[link] as ActorLink).target;
}
