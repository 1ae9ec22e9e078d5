import { quote } from "../../base/escape_controls.ts";
import type { ActorType } from "../../actor/actor_type.ts";
import { type Activation, isLive } from "../../actor/port/activation.ts";
import type { Route } from "../../actor/port/host.ts";
import { CodecError } from "../../base/errors.ts";
import {
  type Reference,
  type ReferenceName,
  type ReferenceOwner,
  type ReferenceType,
} from "../../codec/reference/reference.ts";
import {
  type ActorId,
  assertId,
  formatActor,
} from "../../envelope/actor_id.ts";
import { type Carried, CarryingPayload } from "../../envelope/carry.ts";
import { deliver } from "../../envelope/deliver.ts";
import { type ActorDefinition, isActorOf } from "../../envelope/definition.ts";
import type { Caller, Refusal, Target } from "../../envelope/target.ts";
import { ActorProxy, type ProxyClass } from "../../proxy/actor_proxy.ts";
import { makeLink } from "../../proxy/make_link.ts";
import type { Subscription } from "../../stream/subscription.ts";
import type { Registry } from "../registry.ts";
import { WireTarget } from "./loopback.ts";
import type { Remote } from "./remote.ts";

/** Picks where envelopes for an actor go: an inbox here, or a wire. */
export class Router {
  /** The rest of its cluster; `null` where the engine is alone. */
  remote: Remote | null = null;
  readonly #registry: Registry;
  readonly #wire: "auto" | "always";
  readonly #outside: ReferenceOwner;
  readonly #now: () => number;
  // Of the proxy classes that proxies were asked of.
  readonly #types = new Map<ProxyClass<ActorProxy>, ActorType>();

  constructor(
    registry: Registry,
    wire: "auto" | "always",
    outside: ReferenceOwner,
    now: () => number,
  ) {
    this.#now = now;
    this.#registry = registry;
    this.#wire = wire;
    this.#outside = outside;
  }

  /** Returns where an actor's envelopes go; it activates nothing. */
  route(definition: ActorDefinition, id: string): Target {
    return this.#route(this.#registry.openType(definition), id);
  }

  /** The same by name; `null` where the type is not known here. */
  routeTo({ type: name, id }: ActorId): Route | null {
    const type = this.#registry.findType(name);
    if (type === undefined) return null;
    const { definition } = type;
    return { definition, target: this.#route(type, id) };
  }

  #route(type: ActorType, id: string): Target {
    const activation = this.#registry.open(type, id);
    const near = this.#wire === "auto"
      ? activation
      : new WireTarget(activation, this.#outside, this.#now);
    return this.remote === null || type.isLocal
      ? near
      : this.remote.route(activation, near);
  }

  /** Queues one payload of a stream, already the receiver's own copy. */
  deliver(
    subscription: Subscription,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined {
    const { stream, method, target } = subscription;
    if (target.local === null && target.publish !== undefined) {
      return target.publish(stream, method, payload, caller, carried);
    }
    const sent = carried === null
      ? payload
      : new CarryingPayload(payload, carried);
    return deliver(subscription, method, sent, null, caller);
  }

  /** Returns a proxy of an actor for a caller. */
  getActor<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
    caller: Caller | null,
  ): Proxy {
    const type = this.#types.get(proxy) ?? this.#openType("get actor", proxy);
    assertId("get actor", id);
    const book = caller === null ? null : caller.references;
    const known = book?.find(proxy, id);
    if (known !== undefined) return known as Proxy;
    const made = new proxy(makeLink(this.#route(type, id), caller));
    book?.add(proxy, id, made);
    return made;
  }

  /**
   * Returns a caller's proxy of itself; inherited code asks by its own class.
   *
   * @throws {TypeError} If the proxy class is neither its own nor a base's.
   */
  getSelf<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    caller: Caller,
  ): Proxy {
    const { definition } = assertProxyClass("get self", proxy);
    const { actor } = caller;
    const own = this.#registry.findType(actor.type);
    if (own?.definition === definition) {
      return this.getActor(proxy, actor.id, caller);
    }
    if (own?.proxy && isActorOf(own.definition, definition)) {
      return this.getActor(own.proxy as ProxyClass<Proxy>, actor.id, caller);
    }
    throw new TypeError(
      `Cannot get self: ${formatActor(actor)} is no ${quote(definition.type)}`,
    );
  }

  /** Gets to know the actor types of proxy classes. */
  openTypes(proxies: readonly ProxyClass<ActorProxy>[]): void {
    for (const proxy of proxies) this.#openType("use actors", proxy);
  }

  /** Looks at a proxy class, once: it is asked for very often. */
  #openType(action: string, proxy: ProxyClass<ActorProxy>): ActorType {
    const { definition } = assertProxyClass(action, proxy);
    const type = this.#registry.openType(definition);
    type.proxy ??= proxy;
    this.#types.set(proxy, type);
    return type;
  }

  /** Returns an actor's activation, a dormant one if there is none. */
  open(
    action: string,
    proxy: ProxyClass<ActorProxy>,
    id: string,
  ): Activation {
    const { definition } = assertProxyClass(action, proxy);
    assertId(action, id);
    return this.#registry.open(this.#registry.openType(definition), id);
  }

  /** Whether actors of a type are kept on the node that asks for them. */
  isLocal({ definition }: ProxyClass<ActorProxy>): boolean {
    return this.#registry.openType(definition).isLocal;
  }

  /** Returns an actor's activation unless it is dormant. */
  find(
    action: string,
    proxy: ProxyClass<ActorProxy>,
    id: string,
  ): Activation | undefined {
    const { definition } = assertProxyClass(action, proxy);
    assertId(action, id);
    const type = this.#registry.openType(definition);
    return this.#registry.find(type, id);
  }

  /** Iterates over the ids of the actors of a type that are live. */
  listLive(
    action: string,
    proxy: ProxyClass<ActorProxy>,
  ): IteratorObject<string> {
    const { definition } = assertProxyClass(action, proxy);
    return listLive(this.#registry.openType(definition));
  }

  /**
   * Returns a proxy for a name that came over a wire, or from a store, where a
   * class of proxies may be declared for it.
   */
  resolve(
    { type, id }: ReferenceName,
    caller: Caller | null,
    declared?: ReferenceType,
  ): Reference {
    const proxy = this.#registry.findType(type)?.proxy ?? null;
    if (proxy !== null) return this.getActor(proxy, id, caller);
    if (isProxyOf(declared, type)) return this.getActor(declared, id, caller);
    throw new CodecError(
      `a proxy of ${quote(type)} cannot be made here: nobody has ` +
        "asked this engine for one, nor named it in the engine's `actors`",
      { path: "", expected: "a known actor type", actual: "an unknown one" },
    );
  }
}

/** Whether a class of references is that of an actor type's proxies. */
function isProxyOf(
  declared: ReferenceType | undefined,
  type: string,
): declared is ProxyClass<ActorProxy> {
  const { definition } = (declared ?? {}) as Partial<ProxyClass<ActorProxy>>;
  return definition?.type === type;
}

function* listLive({ activations }: ActorType): Generator<string> {
  for (const activation of activations.values()) {
    if (isLive(activation)) yield activation.id;
  }
}

function assertProxyClass<Proxy extends ActorProxy>(
  action: string,
  proxy: ProxyClass<Proxy>,
): ProxyClass<Proxy> {
  const isGenerated = typeof proxy === "function" &&
    proxy.prototype instanceof ActorProxy &&
    typeof proxy.definition?.create === "function";
  if (isGenerated) return proxy;
  const name = typeof proxy === "function"
    ? (proxy as object as { name: string }).name
    : String(proxy);
  throw new TypeError(
    `Cannot ${action}: ${name} is not a generated proxy class, such as ` +
      "the generator writes for a class with `// @generate-proxy` above it",
  );
}
