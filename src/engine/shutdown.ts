import { engineIsStopped } from "../actor/failure/refusal.ts";
import type { Activation } from "../actor/port/activation.ts";
import { explainOwnTimer, findOwnTimer } from "../actor/port/own_timer.ts";
import { nameDoing } from "../actor/port/doing.ts";
import { runInRoot } from "../base/async_context.ts";
import { formatActor } from "../envelope/actor_id.ts";
import type { Core } from "./core.ts";
import type { Remote } from "./route/remote.ts";

/** How many actors a log line names that were not waited for. */
const NAMED = 3;

/** How an engine stops: drain, deactivate every actor, tell. */
export class Shutdown {
  readonly #core: Core;
  readonly #end = Promise.withResolvers<void>();
  readonly #hurried = Promise.withResolvers<void>();
  #hasBegun = false;
  #isHurried = false;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Resolves when the engine has stopped, in whatever way it began. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  /** Begins it, or joins the one that has begun. */
  begin(drain: boolean): Promise<void> {
    if (!drain) {
      this.#isHurried = true;
      this.#hurried.resolve();
      this.#core.check();
    }
    if (!this.#hasBegun) {
      // Before it begins: who hears of it may ask for it again.
      this.#hasBegun = true;
      // The actors end in their own context, not in that of the first to ask.
      this.#end.resolve(runInRoot(() => this.#run()));
    }
    return this.ended;
  }

  async #run(): Promise<void> {
    const { events, registry, sleeps, streams, sweeper, timers, waker } =
      this.#core;
    events.emit({ kind: "stopping" });
    // Its actors go on elsewhere: until then it takes calls as before.
    const { remote } = this.#core;
    if (remote !== null && !this.#isHurried) await this.#leave(remote);
    this.#core.life.state = "draining";
    for (const activation of registry) activation.close();
    timers.close();
    waker?.close();
    sweeper.close();
    await this.#drain();
    this.#core.life.state = "stopped";
    for (const activation of [...registry]) activation.shutDown();
    await this.#until(() => registry.size === 0);
    for (const activation of registry) activation.life.settlePill();
    sleeps.close(engineIsStopped());
    streams.close();
    // From now on every envelope is refused anyway.
    for (const type of registry.types) type.ended = null;
    this.#core.deadlines.close();
    this.#core.unhandledFailures.flush();
    this.#core.waiters.close();
    events.emit({ kind: "stopped" });
    events.close();
    await this.#core.extensions.close();
  }

  /** Gives its actors away to the other nodes of its cluster. */
  async #leave(remote: Remote): Promise<void> {
    const { logger } = this.#core;
    try {
      await Promise.race([remote.leave(), this.#hurried.promise]);
    } catch (error) {
      logger.error("The engine could not leave its cluster in order:", error);
    }
  }

  /** Finishes what was accepted, and then what `deinit` sends to others. */
  #drain(): Promise<void> {
    let isQuiet = false;
    return this.#until(() => {
      isQuiet ||= this.#core.scheduler.busy === 0;
      return this.#isHurried || (isQuiet && this.#endIdle());
    });
  }

  /** Ends every actor that is at rest; returns whether none is left. */
  #endIdle(): boolean {
    const { registry } = this.#core;
    for (const activation of [...registry]) activation.endIfIdle();
    return registry.size === 0;
  }

  /** Waits for a state, but no longer than the engine's options allow. */
  async #until(isDone: () => boolean): Promise<void> {
    const { runtime, settings, waiters } = this.#core;
    let isLate = false;
    const timer = runtime.setTimer(settings.drainTimeoutMs, () => {
      isLate = true;
      this.#core.check();
    });
    await waiters.until(() => isLate || isDone());
    timer.cancel();
    if (isLate) this.#logWhoIsLate();
  }

  #logWhoIsLate(): void {
    const { logger, registry, runtime, settings } = this.#core;
    const busy = [...registry].filter(({ isBusy }) => isBusy);
    // Where none is busy, all of them are about to end.
    const late = busy.length > 0 ? busy : [...registry];
    const now = runtime.now();
    const names = late.slice(0, NAMED).map((one) => describe(one, now));
    const others = late.length > NAMED
      ? ` and ${late.length - NAMED} more`
      : "";
    logger.warn(
      `Stopping did not wait longer than ${settings.drainTimeoutMs} ms for ` +
        `${names.join(", ")}${others}`,
    );
  }
}

/** Names an actor and what it is in the middle of. */
function describe(activation: Activation, now: number): string {
  const { actor, phase, openTurns } = activation;
  const name = formatActor(actor);
  const own = findOwnTimer(activation, () => true);
  if (own !== null) {
    return `${name} in ${own.by} (${explainOwnTimer(own, now)})`;
  }
  const doing = nameDoing(phase, openTurns);
  return doing === null ? name : `${name} in ${doing}`;
}
