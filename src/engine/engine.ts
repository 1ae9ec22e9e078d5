// The journey of a call, a file a step; the README's map tells it in words.
//   route: src/engine/route/router.ts Router.getActor
//   call: src/proxy/link.ts ActorLink.call
//   copy: src/envelope/definition.ts Method.payloadCopier
//   accept: src/actor/activation/actor_cell.ts ActorCell.accept
//   register: src/engine/registry.ts Registry.register
//   queue: src/actor/inbox/inbox.ts Inbox.push
//   schedule: src/engine/run/scheduler.ts Scheduler.enqueue
//   run: src/actor/activation/turn_loop.ts runTurn
//   settle: src/actor/failure/outcome.ts settle
//   reply: src/envelope/replies/call_reply.ts CallReply.settle
// That of a durable turn, from its run on:
//   value: src/actor/durable/state/live_state.ts LiveState.value
//   transaction: src/actor/durable/turn/transaction.ts Transaction.look
//   end: src/actor/activation/durable/end.ts conclude
//   gate: src/actor/durable/gate/gate.ts Gate.pass
//   commit: src/engine/durable/committer.ts GroupCommitter.add
//   write: src/actor/durable/record/record_image.ts RecordImage.takeWrite
//   store: src/store/sqlite/sqlite_store.ts SqliteFile.commit
//   release: src/actor/durable/commits.ts Commits.release
// That of a call to an actor that another node of a cluster owns:
//   target: src/cluster/route/cluster_target.ts ClusterTarget.accept
//   lane: src/cluster/call/outgoing_calls.ts OutgoingCalls.add
//   link: src/cluster/link/links.ts Links.send
//   transport: src/cluster/nats/transport.ts NatsTransport.send
//   messages: src/cluster/node_messages.ts NodeMessages.take
//   arrive: src/cluster/call/incoming_calls.ts IncomingCalls.take
//   answer: src/cluster/call/incoming_call.ts IncomingCall.settle
//   answered: src/cluster/call/answers.ts Answers.takeReply

import { isLive } from "../actor/port/activation.ts";
import { runInRoot } from "../base/async_context.ts";
import type { Logger } from "../base/logger.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { Stream } from "../stream/stream.ts";
import { Core } from "./core.ts";
import { assertErasable, eraseActor, poisonActor } from "./end_actor.ts";
import type { EngineEvents } from "./events.ts";
import type { ExtensionOpener } from "./extension_opener.ts";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import { type InspectorOptions, readInspector } from "./inspector_port.ts";
import { type EngineOptions, readEngineOptions } from "./options.ts";
import { awaitCommits } from "./durable/await_commits.ts";
import { openStore } from "./durable/open_store.ts";
import { openCluster } from "./open_cluster.ts";
import { ProgramActors } from "./program_actors.ts";
import { Shutdown } from "./shutdown.ts";
import {
  type EngineSnapshot,
  takeActorSnapshot,
  takeStreamSnapshot,
  takeTypeSnapshot,
} from "./snapshot.ts";
import { EngineView } from "./view.ts";

/** What {@linkcode Engine.stop} may be told. */
export interface StopOptions {
  /**
   * Whether what was accepted is finished first, for `drainTimeoutMs` at most;
   * `true` unless given.
   */
  readonly drain?: boolean;
}

const STOP_NAMES: OptionNames<StopOptions> = { drain: true };

let look: (engine: Engine) => EngineView;

/** Returns the view of an engine, for the rooms above that look into it. */
export function viewOf(engine: Engine): EngineView {
  return look(engine);
}

/** Returns what opens the inspector: it is loaded by those alone who ask. */
function inspectorOpener(options: InspectorOptions): ExtensionOpener {
  return {
    name: "inspector",
    open: async (view) => {
      const { openInspector } = await import("../inspector/open.ts");
      return openInspector(view, options);
    },
  };
}

/**
 * Runs actors: one turn at a time each, in the order sent, in this process.
 *
 * It starts when it is made, needs no permission, and keeps the process alive
 * only by the timers of its actors and the limits of calls that are awaited.
 *
 * @example Stream to code outside of actors, and stop at the end of the block
 * ```ts
 * import { Engine } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * await using engine = new Engine({ inboxCapacity: 1_024 });
 * assertEquals(engine.snapshot().actors, []);
 * ```
 */
export class Engine implements AsyncDisposable {
  readonly #core: Core;
  readonly #view: EngineView;
  readonly #shutdown: Shutdown;

  static {
    look = (engine) => engine.#view;
  }

  /**
   * Creates an engine.
   *
   * @throws {RangeError} If an option is out of its limits.
   */
  constructor(options: EngineOptions = {}) {
    this.#core = new Core(readEngineOptions(options));
    this.#view = new EngineView(this.#core);
    this.#shutdown = new Shutdown(this.#core);
    const stop = (): void => void this.#shutdown.begin(false);
    openStore(this.#core, stop);
    openCluster(this.#core, stop);
    const inspector = readInspector(options.inspector);
    if (inspector === null) return;
    this.#open(inspectorOpener(inspector));
  }

  #open({ name, open }: ExtensionOpener): void {
    const opening = runInRoot(() => open(this.#view));
    this.#core.extensions.expect(name, opening);
  }

  /** What happens in this engine. */
  get events(): EngineEvents {
    return this.#core.events;
  }

  /**
   * Resolves when the engine takes part in its cluster, at once where it has
   * none; calls need not wait for it.
   *
   * @throws {ClusterError} If it cannot take part: then the engine stops.
   */
  get joined(): Promise<void> {
    return this.#core.remote?.joined ?? Promise.resolve();
  }

  /** The logger of the options, made harmless: it never throws. */
  get log(): Logger {
    return this.#core.logger;
  }

  /**
   * Resolves when the engine has stopped, in whatever way: what a program
   * waits for that serves until it is told to end.
   */
  get stopped(): Promise<void> {
    return this.#shutdown.ended;
  }

  /**
   * Returns a proxy of an actor. It activates nothing: the first call does.
   *
   * @throws {TypeError} If `proxy` was not generated, or another class has its
   * actor type in this engine.
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  getActor<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
  ): Proxy {
    return this.#core.router.getActor(proxy, id, null);
  }

  /**
   * Returns the stream of that id.
   *
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  getStream<T>(id: string): Stream<T> {
    return this.#core.streams.getStream<T>(id, null);
  }

  /**
   * Iterates over the ids of the actors of one type that are live here: their
   * `init` is done, and their end has not begun. It looks as it goes: what is
   * activated or ends meanwhile may be in it or not.
   *
   * @throws {TypeError} If `proxy` was not generated, or another class has its
   * actor type in this engine.
   */
  actors<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
  ): IteratorObject<string> {
    return this.#core.router.listLive("list actors", proxy);
  }

  /**
   * Returns whether an actor is live here: its `init` is done, and its end has
   * not begun. It activates nothing.
   *
   * @throws {TypeError} If `proxy` was not generated, or another class has its
   * actor type in this engine.
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  isActive<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
  ): boolean {
    const activation = this.#core.router.find("look for actor", proxy, id);
    return activation !== undefined && isLive(activation);
  }

  /**
   * Deactivates an actor behind what its inbox holds now, and resolves when
   * its `deinit` is done; at once if it is not active.
   *
   * What stands behind the pill is not run (`CallError`, `not-run`) and is a
   * dead letter; the actor's subscriptions end; the next call activates it
   * afresh.
   *
   * @throws {TypeError} If `proxy` was not generated.
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  poisonPill<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
  ): Promise<void> {
    const { remote, router } = this.#core;
    try {
      const activation = router.open("poison actor", proxy, id);
      // That of another node may fail, as a call does: awaited or not.
      return remote === null || router.isLocal(proxy)
        ? poisonActor(this.#core, activation)
        : remote.operate(activation, "poison");
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Deletes all that is stored of a durable actor: its states, its reminders,
   * and what it has answered under keys. If it is live, it is deactivated
   * first, as by {@linkcode poisonPill}; what it has sent before is delivered.
   *
   * @throws {StoreError} If the engine has no store, or that fails.
   * @throws {TypeError} If `proxy` was not generated, or of a class that has no
   * states.
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  async erase<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
  ): Promise<void> {
    const { remote, router } = this.#core;
    const activation = router.open("erase actor", proxy, id);
    assertErasable(proxy.definition, id);
    return remote === null
      ? await eraseActor(this.#core, activation)
      : await remote.operate(activation, "erase");
  }

  /**
   * Waits for work; actors run without it.
   *
   * `until_done` (default) resolves when no envelope is queued, no turn is
   * running and no live timer, sleep or reminder is left; `once` when all that
   * was queued at the call has been handled, and what durable actors have
   * changed by then is committed. Both end with the engine.
   *
   * @throws {TypeError} If `mode` is neither.
   */
  async run(mode: "until_done" | "once" = "until_done"): Promise<void> {
    const { registry, scheduler, settings, sleeps, timers, waiters, waker } =
      this.#core;
    if (mode === "until_done") {
      const isDone = (): boolean =>
        scheduler.busy === 0 && timers.size === 0 && sleeps.size === 0 &&
        (waker === null || waker.isIdle);
      return await waiters.until(isDone);
    }
    if (mode !== "once") {
      throw new TypeError(
        `Cannot run ${JSON.stringify(mode)}: it must be "until_done" or "once"`,
      );
    }
    let queued = [...registry]
      .filter((activation) => activation.isBusy)
      .map((activation) => ({ activation, goal: activation.accepted }));
    await waiters.until(() => {
      queued = queued.filter(({ activation, goal }) =>
        activation.handled < goal
      );
      return queued.length === 0;
    });
    if (settings.store === null) return;
    // What a stopped engine does not wait for never ends.
    await Promise.race([awaitCommits(registry), this.stopped]);
  }

  /**
   * Stops the engine: from now on code outside of actors is refused, timers
   * are cancelled, what was accepted is finished (unless `drain` is `false`),
   * and every live actor is deactivated (`shutdown`).
   *
   * With `drain: false`, or after `drainTimeoutMs`, what waits settles as
   * `not-run` and what runs as `unknown`. It may be called again, also to cut
   * a drain short. A turn that is still under way then goes on beside the
   * actor's `deinit`: nothing can end it from outside. It never rejects, but
   * where nothing is stopped:
   *
   * @throws {TypeError} If an option has no such name.
   */
  stop(options: StopOptions = {}): Promise<void> {
    try {
      assertKnownOptions("a stop", STOP_NAMES, options);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#shutdown.begin(options.drain ?? true);
  }

  /** Stops and drains the engine, as {@linkcode stop} does. */
  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = this.stop();
    this.#core.runtime.passUntil?.(stopped);
    await stopped;
  }

  /** Takes the full picture of this instant; it costs time only when asked. */
  snapshot(): EngineSnapshot {
    const { incidents, registry, remote, runtime, streams, timers } =
      this.#core;
    const { failed, restarts, deadLetters } = incidents.counts;
    const program = new ProgramActors(registry);
    return {
      at: runtime.now(),
      actors: [...program].map(takeActorSnapshot),
      types: program.types.map(({ name, activations }) =>
        takeTypeSnapshot(name, activations)
      ),
      streams: [...streams].map(takeStreamSnapshot),
      cluster: remote?.snapshot() ?? null,
      timers: timers.size,
      failed,
      restarts,
      deadLetters,
      incidents: [...incidents],
    };
  }
}
