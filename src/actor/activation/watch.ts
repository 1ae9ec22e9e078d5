import { NotActiveError } from "../../base/not_active_error.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";
import type { MethodRef } from "../../envelope/method_ref.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorProxy, ProxyClass } from "../../proxy/actor_proxy.ts";
import type { ActorType } from "../actor_type.ts";
import type { ActivationEnd } from "../event.ts";
import { bury, type Subject } from "../failure/outcome.ts";
import type { EndWatch, WatchedLife } from "../port/activation.ts";

/** A watch of another actor's end, as `ctx.watch` returns it. */
export interface Watch extends Disposable {
  /** Keeps it from telling anything; harmless when it has. */
  cancel(): void;
}

/** What a watch may be told. */
export interface WatchOptions {
  /**
   * Whether the watcher counts as busy while the watch lives, so that it is not
   * deactivated as idle; `true` unless given.
   */
  readonly keepsAwake?: boolean;
}

const NAMES: OptionNames<WatchOptions> = { keepsAwake: true };

/**
 * Throws unless a watch can be told that.
 *
 * @throws {TypeError} If an option has no such name.
 */
export function assertWatchOptions(options: WatchOptions): void {
  assertKnownOptions("a watch", NAMES, options);
}

/** The method that takes what a watch tells. */
export type EndMethod = MethodRef<[end: ActivationEnd], unknown>;

/** The cell whose actor watches others. */
export interface WatchOwner extends Subject, Caller {
  readonly type: ActorType;
  /** Queues an envelope of the actor's own, past the inbox's bound. */
  deliverOwn(method: Method, payload: unknown): void;
}

/** Tells one actor once that an activation of another one has ended. */
export class ActorWatch implements Watch, EndWatch {
  readonly life: WatchedLife;
  readonly method: Method;
  readonly keepsAwake: boolean;
  readonly #owner: WatchOwner;
  readonly #forget: (watch: ActorWatch) => void;
  #isOver = false;

  /** Begins it; `forget` learns that it is over. */
  constructor(
    life: WatchedLife,
    owner: WatchOwner,
    method: Method,
    { keepsAwake = true }: WatchOptions,
    forget: (watch: ActorWatch) => void,
  ) {
    this.life = life;
    this.method = method;
    this.keepsAwake = keepsAwake;
    this.#owner = owner;
    this.#forget = forget;
    life.watch(this);
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.life.unwatch(this);
    this.#forget(this);
  }

  [Symbol.dispose](): void {
    this.cancel();
  }

  noteEnd(end: ActivationEnd): void {
    // It may be cancelled while others are told.
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forget(this);
    const { method } = this;
    const owner = this.#owner;
    // An engine that has stopped runs nothing more.
    if (owner.type.host.refuses(owner)) return;
    let payload: unknown;
    try {
      payload = method.copyPayload(method.packOne(end), owner);
    } catch (error) {
      bury(owner, method, null, null, "not-a-message", error);
      return;
    }
    owner.deliverOwn(method, payload);
  }
}

/**
 * Finds the life that an actor may watch the end of.
 *
 * @throws {TypeError} If it is the actor itself.
 * @throws {NotActiveError} If it is not live.
 */
export function findWatched<Proxy extends ActorProxy>(
  owner: WatchOwner,
  proxy: ProxyClass<Proxy>,
  id: string,
): WatchedLife {
  const { host } = owner.type;
  const watched = host.find("watch actor", proxy, id);
  const { type } = proxy.definition;
  if (type === owner.actor.type && id === owner.id) throw watchesItself(owner);
  if (watched !== undefined) return watched.life;
  const far = host.placement?.findLife(type, id) ?? null;
  if (far !== null) return far;
  const name = formatActor({ type, id });
  throw new NotActiveError(`Cannot watch ${name}: it is not live`);
}

function watchesItself({ actor }: WatchOwner): TypeError {
  const name = formatActor(actor);
  return new TypeError(
    `Cannot watch ${name}: it would watch itself, and its deinit is told`,
  );
}
