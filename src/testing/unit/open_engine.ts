import type { EngineEvent } from "../../actor/event.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { ActorProxy, ProxyClass } from "../../proxy/actor_proxy.ts";
import { Engine, type StopOptions, viewOf } from "../../engine/engine.ts";
import type { EngineView } from "../../engine/view.ts";
import { findLiveActor } from "../live_actor.ts";
import type { SimulatedRuntime } from "../simulated_runtime.ts";
import type { TypedProxyClass } from "./actor_class.ts";
import {
  readTestOptions,
  type TestEngineOptions,
  type TestEngineParts,
} from "./options.ts";
import type { LoggedLine, LoggedLines } from "./logged.ts";
import { Pace } from "./pace.ts";
import type { Probe } from "./probe.ts";
import { Probes } from "./probes.ts";
import { type EventFilter, type EventOf, SeenEvents } from "./seen_events.ts";
import { Stubs, type StubSource } from "./stubs.ts";
import type { TestEngine } from "./test_engine.ts";
import { CallWait, makeWaitError } from "./wait.ts";

/** An engine whose time goes on while code outside of actors awaits it. */
class PacedEngine extends Engine implements TestEngine {
  readonly #runtime: SimulatedRuntime;
  readonly #view: EngineView;
  readonly #logged: LoggedLines;
  readonly #pace: Pace;
  readonly #probes: Probes;
  readonly #stubs: Stubs;
  readonly #events = new SeenEvents();

  constructor(
    { runtime, patience, logged, engine }: TestEngineParts,
    probes: Probes = new Probes(runtime),
  ) {
    const { interceptors = [] } = engine;
    super({
      ...engine,
      runtime,
      // What is no list is refused by the engine.
      interceptors: Array.isArray(interceptors)
        ? [probes.interceptor, ...interceptors]
        : interceptors,
    });
    this.#runtime = runtime;
    this.#logged = logged;
    this.#probes = probes;
    this.#view = viewOf(this);
    this.#stubs = new Stubs(this.#view);
    this.#pace = new Pace(runtime, this.#view, patience);
    probes.watch(this.#view);
    this.events.subscribe((event) => this.#events.put(event));
    if (patience.time === "manual") return;
    this.#view.hearAwaited((call) =>
      this.#pace.add(new CallWait(call, runtime.now()))
    );
  }

  get logged(): readonly LoggedLine[] {
    return this.#logged.lines;
  }

  now(): number {
    return this.#runtime.now();
  }

  async advance(ms: number): Promise<void> {
    await this.#pace.advance(ms);
  }

  async settled(): Promise<void> {
    await this.#pace.settle();
  }

  live<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string,
  ): Actor {
    const actor = findLiveActor(this.#view, proxy, id);
    if (!this.#stubs.has(actor as object)) return actor;
    const name = formatActor({ type: proxy.definition.type, id });
    throw new TypeError(`Cannot look at ${name}: a stub stands in for it`);
  }

  probe<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id?: string,
  ): Probe<Actor, Name> {
    return this.#probes.open(proxy.definition.type, id ?? null);
  }

  stub<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string | null,
    source: StubSource<NoInfer<Actor>, NoInfer<Name>>,
  ): Probe<Actor, Name> {
    this.#stubs.add(proxy.definition, id, source as never);
    return this.probe(proxy, id ?? undefined);
  }

  async eventually<Kind extends EngineEvent["kind"]>(
    kind: Kind,
    filter?: EventFilter<Kind>,
  ): Promise<EventOf<Kind>> {
    return await this.#events.next(
      kind,
      filter,
      this.now(),
      makeWaitError(this.eventually),
      (wait) => this.#pace.add(wait),
    );
  }

  override async run(mode?: "until_done" | "once"): Promise<void> {
    await this.#pace.until(
      `run("${mode ?? "until_done"}")`,
      super.run(mode),
      makeWaitError(this.run),
    );
  }

  override async poisonPill<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
  ): Promise<void> {
    const poisoned = super.poisonPill(proxy, id);
    const name = formatActor({ type: proxy.definition?.type, id });
    const error = makeWaitError(this.poisonPill);
    await this.#pace.until(`the end of ${name}`, poisoned, error);
  }

  override async stop(options?: StopOptions): Promise<void> {
    // The error of the test has said who is not waited for.
    if (this.#pace.hasFailed) this.#logged.mute();
    const stopped = super.stop(options);
    this.#runtime.passUntil(stopped);
    await stopped;
    this.#pace.close();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/**
 * Creates an engine for a test: virtual time, which goes on by itself while the
 * test awaits a call, and not otherwise; chance from a seed; actors to look at,
 * to listen to, and to stand in for.
 *
 * What the test awaits and what cannot come any more fails, with an error that
 * tells who waits for what. Its calls have no limit of time unless
 * `callTimeoutMs` is given.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If an option has no such name.
 *
 * @example An hour passes at once
 * ```ts
 * import { testEngine } from "@backstage/actors/testing";
 * import { KilnProxy } from "../../../examples/generated/kiln_proxy.gen.ts";
 * import {
 *   PotterProxy,
 * } from "../../../examples/generated/potter_proxy.gen.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using engine = testEngine();
 * const kiln = engine.stub(KilnProxy, "village", (ctx) => ({
 *   fire: async (pot) => {
 *     await ctx.sleep(3_600_000);
 *     return `a glazed ${pot}`;
 *   },
 * }));
 * const potter = engine.getActor(PotterProxy, "ann");
 * assertEquals(await potter.make("jug"), "a glazed jug");
 * assertEquals(kiln.argsOf("fire"), [["jug"]]);
 * assertEquals(engine.now(), 3_600_000);
 * ```
 */
export function testEngine(options: TestEngineOptions = {}): TestEngine {
  return new PacedEngine(readTestOptions(options));
}
