import type { Logger } from "../base/logger.ts";
import type { Caller } from "../envelope/target.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { EndMethod, Watch, WatchOptions } from "./activation/watch.ts";
import type { ActorType } from "./actor_type.ts";
import type { Durability } from "./durable/durability.ts";
import type { SleepOptions } from "./timer/sleep.ts";
import type { Timer, TimerCallback, TimerOptions } from "./timer/timer.ts";
import type { Turn } from "./turn/current_turn.ts";

/** The activation that a context speaks for. */
export interface ContextSource {
  /** Who its calls carry as their caller. */
  readonly owner: Caller & {
    readonly type: ActorType;
    readonly id: string;
    readonly life: {
      /** Deactivates it behind what its inbox holds now. */
      poison(): unknown;
    };
  };
  readonly isOver: boolean;
  /** The turn that is under way, as its method sees it. */
  readonly turn: Turn;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Starts a timer that dies with the activation. */
  addTimer(
    callback: TimerCallback,
    delayMs: number,
    intervalMs: number | null,
    options: TimerOptions,
  ): Timer;
  /** Waits for some time, or until what it waits for ends before. */
  sleep(ms: number, options: SleepOptions): Promise<void>;
  /** Has a method told of the end of another actor's activation. */
  watch<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
    method: EndMethod,
    options: WatchOptions,
  ): Watch;
  /** Keeps the actor from being idle for some milliseconds. */
  stayAwake(ms: number): void;
  /** What makes the actor durable. */
  readonly durability: Durability | null;
}
