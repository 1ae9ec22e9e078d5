import type { EngineEvent } from "../../actor/event.ts";
import type { Engine } from "../../engine/engine.ts";
import type { TypedProxyClass } from "./actor_class.ts";
import type { LoggedLine } from "./logged.ts";
import type { Probe } from "./probe.ts";
import type { EventFilter, EventOf } from "./seen_events.ts";
import type { StubSource } from "./stubs.ts";

/** The engine of a test, as {@linkcode testEngine} creates it. */
export interface TestEngine extends Engine {
  /** What the engine and its actors have logged so far, line by line. */
  readonly logged: readonly LoggedLine[];

  /** The virtual time, in milliseconds since the epoch. */
  now(): number;

  /**
   * Lets `ms` milliseconds pass: every timer that is due fires at its time, and
   * what it sets off runs before the clock goes on.
   *
   * @throws {RangeError} If `ms` is negative or not finite.
   * @throws {Error} If actors run without an end at one instant; it names one.
   */
  advance(ms: number): Promise<void>;

  /**
   * Runs what is ready while the clock stands still. What a turn awaits outside
   * of the engine, a disk say, has 50 real milliseconds to come.
   *
   * @throws {Error} If actors run without an end; it names one of them.
   */
  settled(): Promise<void>;

  /**
   * Returns the object that an actor is, to look at its state. What is called
   * on it is no turn: call its methods through a proxy.
   *
   * @throws {NotActiveError} If it is not live.
   * @throws {TypeError} If a stub stands in for it.
   */
  live<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string,
  ): Actor;

  /**
   * Records what an actor gets from now on, or all actors of a type unless an
   * id is given: calls, sends and payloads of streams, but no ticks of timers.
   */
  probe<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id?: string,
  ): Probe<Actor, Name>;

  /**
   * Has a stub stand in for one actor, or with `null` for all of a type that
   * have none of their own, and records what it gets. It may have some of the
   * methods; the others fail, and so says their error. Where its methods need a
   * `Context`, give a function that makes them. A further stub of the same
   * actor takes the place of this one.
   *
   * @throws {Error} If the actor itself is active, or one of them.
   * @throws {TypeError} If the stub has a method that the actor has not.
   * @throws {RangeError} If `id` is empty or longer than 1,024 characters.
   */
  stub<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string | null,
    source: StubSource<NoInfer<Actor>, NoInfer<Name>>,
  ): Probe<Actor, Name>;

  /**
   * Resolves with an event of a kind, of one actor or that fits where a filter
   * is given: one that has happened already, or the next one, for which time
   * goes on. Each event is told once, so the same words again wait for another.
   *
   * @throws {Error} If it does not come; it tells what was seen instead.
   */
  eventually<Kind extends EngineEvent["kind"]>(
    kind: Kind,
    filter?: EventFilter<Kind>,
  ): Promise<EventOf<Kind>>;
}
