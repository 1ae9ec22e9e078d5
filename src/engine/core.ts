import { ActorType } from "../actor/actor_type.ts";
import { TimerQueue } from "../actor/timer/timer_queue.ts";
import { SEEN_AT_ONCE } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import type { ReferenceOwner } from "../codec/reference/reference.ts";
import { bindProxy } from "../proxy/actor_proxy.ts";
import type { ActorDefinition } from "../envelope/definition.ts";
import { ActorHost } from "./actor_host.ts";
import { GroupCommitter } from "./durable/committer.ts";
import { openWaker } from "./durable/open_waker.ts";
import type { StoreWaker } from "./durable/waker.ts";
import { EngineLife } from "./engine_life.ts";
import { Events } from "./events.ts";
import { Extensions } from "./extensions.ts";
import { IncidentLog } from "./incident_log.ts";
import type { EngineSettings } from "./options.ts";
import { Registry } from "./registry.ts";
import type { Remote } from "./route/remote.ts";
import { Router } from "./route/router.ts";
import { Deadlines } from "./run/deadlines.ts";
import { Sweeper } from "./run/idle_sweeper.ts";
import { Scheduler } from "./run/scheduler.ts";
import { UnhandledFailures } from "./run/unhandled_failures.ts";
import { Waiters } from "./run/waiters.ts";
import { StreamRegistry } from "./stream_registry.ts";

/** The parts of an engine, put together. */
export class Core {
  readonly settings: EngineSettings;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly life = new EngineLife();
  readonly waiters = new Waiters();
  readonly events: Events;
  readonly incidents: IncidentLog;
  readonly timers: TimerQueue;
  readonly sleeps: TimerQueue;
  readonly deadlines: Deadlines;
  readonly scheduler: Scheduler;
  readonly sweeper: Sweeper;
  readonly unhandledFailures: UnhandledFailures;
  readonly registry: Registry;
  readonly router: Router;
  readonly streams: StreamRegistry;
  readonly committer: GroupCommitter;
  /** `null` where there is no store. */
  readonly waker: StoreWaker | null;
  readonly actorHost: ActorHost;
  readonly extensions: Extensions;
  /** The rest of its cluster; `null` where the engine is alone. */
  remote: Remote | null = null;
  /** Binds references for code outside of actors. */
  readonly outside: ReferenceOwner = {
    bind: (reference) => bindProxy(reference, null, this.actorHost),
    resolve: (name, type) => this.router.resolve(name, null, type),
  };

  constructor(settings: EngineSettings) {
    const { runtime, logger, inboxCapacity } = settings;
    this.settings = settings;
    this.runtime = runtime;
    this.logger = logger;
    this.events = new Events(runtime, logger, inboxCapacity);
    this.incidents = new IncidentLog(runtime, () => this.isObserved);
    this.timers = new TimerQueue(runtime, () => this.check());
    const check = (): void => this.check();
    // Turns go on within it, where no budget of a run holds.
    this.sleeps = new TimerQueue(runtime, check, 1, SEEN_AT_ONCE);
    this.deadlines = new Deadlines(
      runtime,
      new TimerQueue(runtime, () => {}, 0),
      settings.callTimeoutMs,
      () => this.scheduler.isRunning,
    );
    this.scheduler = new Scheduler(
      runtime,
      settings,
      () => this.waiters.check(),
      (error) =>
        logger.error("A run failed, which is a fault of the engine:", error),
    );
    this.sweeper = new Sweeper(runtime);
    this.unhandledFailures = new UnhandledFailures(runtime, logger);
    this.registry = new Registry((definition) => this.#makeType(definition));
    this.router = new Router(
      this.registry,
      settings.wire,
      this.outside,
      () => runtime.now(),
    );
    this.streams = new StreamRegistry(this);
    this.committer = new GroupCommitter(this);
    this.waker = openWaker(this);
    this.actorHost = new ActorHost(this);
    this.extensions = new Extensions(logger);
  }

  /** Whether any probe or listener sees what happens. */
  get isObserved(): boolean {
    return this.actorHost.probes.length > 0 || this.events.isHeard;
  }

  /** Looks again at what is waited for. */
  check(): void {
    // In the middle of a turn its envelope counts as handled already; the
    // scheduler looks when it pauses.
    if (!this.scheduler.isPumping) this.waiters.check();
  }

  #makeType(definition: ActorDefinition): ActorType {
    const type = new ActorType(this.actorHost, definition, this.settings);
    if (this.actorHost.isSuspended) type.suspend();
    this.sweeper.add(type);
    this.waker?.learnType(definition.type);
    return type;
  }
}
