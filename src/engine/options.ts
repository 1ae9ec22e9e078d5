import {
  DEFAULT_RULES,
  type Overflow,
  type TurnContext,
} from "../actor/options.ts";
import {
  CALL_TIMEOUT_MS,
  DRAIN_TIMEOUT_MS,
  INBOX_CAPACITY,
  KEEP_ANSWERS_MS,
  MAX_DELAY_MS,
  MAX_FRAME_BYTES,
  MAX_INBOX_CAPACITY,
  MAX_RECORD_BYTES,
  MAX_UNCOMMITTED,
  REPLY_IDLE_MS,
  RUN_BUDGET_MS,
  TURNS_PER_RUN,
} from "../base/limits.ts";
import {
  numberFrom,
  oneOf,
  type OptionRules,
  readOptions,
  wholeNumberFrom,
} from "../base/option_rule.ts";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import { guardLogger, type Logger } from "../base/logger.ts";
import { type Runtime, systemRuntime, toRooted } from "../base/runtime.ts";
import { type Carry, type CarryOptions, readCarry } from "../envelope/carry.ts";
import { type Interceptor, readInterceptors } from "../envelope/interceptor.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { Store } from "../store/store.ts";
import { readStore } from "./durable/read_store.ts";
import { assertShared, type Cluster, readCluster } from "./cluster_port.ts";
import { type Cron, readCron } from "../actor/port/cron.ts";
import type { InspectorOptions } from "./inspector_port.ts";

/** Tunes an engine; every option has a default. */
export interface EngineOptions {
  /**
   * How many envelopes an inbox holds before it refuses: 1 to 16,777,216;
   * 65,536 unless given. A class may differ: see `ActorOptions`.
   */
  readonly inboxCapacity?: number;
  /**
   * What becomes of an envelope that does not fit into an inbox; `refuse`
   * unless given. A class may differ: see `ActorOptions`.
   */
  readonly overflow?: Overflow;
  /**
   * After how many milliseconds without a call, send or payload an actor is
   * deactivated; 0 (default) is never, but for one that reminders alone have
   * woken: it ends when it is done. A class may differ: see `ActorOptions`.
   */
  readonly idleMs?: number;
  /**
   * Which turns have an async context of their own; `always` unless given, for
   * it is by this that the calls, limits and aborts of a turn are its own, and
   * what an earlier turn left running has none of them. `reentrant` saves the
   * time where turns do not interleave, for classes that leave nothing running.
   * A class may differ: see `ActorOptions`.
   */
  readonly turnContext?: TurnContext;
  /**
   * After how many milliseconds in which its consumer neither takes nor awaits
   * a value a streaming reply is ended; 300,000 unless given; 0 is never. A
   * class may differ: see `ActorOptions`.
   */
  readonly replyIdleMs?: number;
  /**
   * How many milliseconds a durable actor keeps the answer to a call under an
   * idempotency key, from when that was answered, 0 to 3,155,760,000,000;
   * 86,400,000 unless given, a day. A class may differ: see `ActorOptions`.
   */
  readonly keepAnswersMs?: number;
  /**
   * `auto` (default) copies payloads from actor to actor; `always` sends
   * every one through its bytes as well, so that tests prove that what works
   * here works across a network.
   */
  readonly wire?: "auto" | "always";
  /**
   * How long a call may take from when it is awaited, in milliseconds; 30,000
   * unless given; 0 is for ever. Other times for one call: see
   * `proxy.with()`.
   */
  readonly callTimeoutMs?: number;
  /**
   * How long `stop()` waits for accepted work, and then for `deinit` hooks,
   * in milliseconds; 10,000 unless given.
   */
  readonly drainTimeoutMs?: number;
  /** How many turns an actor may take before the next one; 128 unless given. */
  readonly turnsPerRun?: number;
  /**
   * After how many milliseconds of turns the event loop is given back; 5
   * unless given.
   */
  readonly runBudgetMs?: number;
  /**
   * Code around all turns, and around all calls that actors and code outside
   * make, the first outermost, outside the classes' own; none unless given.
   */
  readonly interceptors?: readonly Interceptor[];
  /**
   * The context values that calls, sends and publications carry, by name: what
   * an `AsyncLocalStorage` holds where a call is made, it holds in the turn
   * that the call runs as. Values that can be messages, at most 4,096 bytes in
   * all; an engine at the other end of a wire has them under the same names.
   * Nothing is carried unless given.
   */
  readonly carry?: CarryOptions;
  /**
   * Where durable actors are kept, such as `sqlite("app.db")`; unless given,
   * actors whose classes have states cannot be activated. The engine closes it
   * when it has stopped.
   */
  readonly store?: Store;
  /**
   * The cluster that the engine is a node of, such as `nats({ servers, name })`
   * of `@backstage/actors/nats`: then the actors of all its engines are spread
   * over those that host their types. Unless given the engine is alone.
   */
  readonly cluster?: Cluster;
  /**
   * The types that the engine knows from its start on, by their proxies: their
   * reminders and undelivered sends wake actors that were not asked for. Others
   * are known once a proxy of theirs was asked for. In a cluster these are the
   * types that the node hosts, and a node without any is a client of it.
   */
  readonly actors?: readonly ProxyClass<ActorProxy>[];
  /**
   * How many turns of durable actors may be ahead of their commits, from 1 to
   * 16,777,216; 1,000 unless given, or fewer where the store takes fewer at
   * once. Where the store is slower than that, actors wait.
   */
  readonly maxUncommitted?: number;
  /**
   * The most bytes that the record of a durable actor may have, 1 to
   * 16,777,216, and no more than its store takes; as many as that unless given,
   * which is 786,432 as a rule. A turn that would make it larger fails with a
   * `RecordTooLargeError`; from 262,144 on a log line warns of it.
   */
  readonly maxRecordBytes?: number;
  /**
   * What reads the cron patterns of reminders: `cron` of
   * `@backstage/actors/cron`, which brings a package along. Unless given, they
   * are refused.
   */
  readonly cron?: Cron;
  /** Where log lines go; `console` unless given. */
  readonly logger?: Logger;
  /** Where time and chance come from; the real ones unless given. */
  readonly runtime?: Runtime;
  /**
   * Whether, and how, the engine can be looked into with a browser; `false`
   * unless given, or `true` where the environment has `BACKSTAGE_INSPECTOR=1`
   * and may be read. It needs the permission to listen, such as
   * `--allow-net=127.0.0.1`; where it cannot start, a log line says why.
   */
  readonly inspector?: boolean | InspectorOptions;
}

/** Engine options with the defaults filled in. */
export type EngineSettings =
  & Required<
    Omit<EngineOptions, "carry" | "cluster" | "cron" | "inspector" | "store">
  >
  & {
    readonly cluster: Cluster | null;
    readonly carry: Carry | null;
    readonly cron: Cron | null;
    readonly store: Store | null;
  };

/** Those that are plain values. */
type PlainSettings = Omit<
  EngineSettings,
  | "actors"
  | "carry"
  | "cluster"
  | "cron"
  | "interceptors"
  | "logger"
  | "runtime"
  | "store"
>;

const RULES: OptionRules<PlainSettings> = {
  ...DEFAULT_RULES,
  wire: oneOf("auto", "always"),
  callTimeoutMs: numberFrom(0, MAX_DELAY_MS),
  drainTimeoutMs: numberFrom(0, MAX_DELAY_MS),
  turnsPerRun: numberFrom(1, MAX_DELAY_MS),
  runBudgetMs: numberFrom(0, MAX_DELAY_MS),
  maxUncommitted: wholeNumberFrom(1, MAX_INBOX_CAPACITY),
  maxRecordBytes: wholeNumberFrom(1, MAX_FRAME_BYTES),
};

/** The names of all options of an engine. */
export const ENGINE_OPTIONS: OptionNames<EngineOptions> = {
  inboxCapacity: true,
  overflow: true,
  idleMs: true,
  turnContext: true,
  replyIdleMs: true,
  keepAnswersMs: true,
  wire: true,
  callTimeoutMs: true,
  drainTimeoutMs: true,
  turnsPerRun: true,
  runBudgetMs: true,
  interceptors: true,
  carry: true,
  store: true,
  cluster: true,
  actors: true,
  cron: true,
  maxUncommitted: true,
  maxRecordBytes: true,
  logger: true,
  runtime: true,
  inspector: true,
};

const DEFAULTS: PlainSettings = {
  inboxCapacity: INBOX_CAPACITY,
  overflow: "refuse",
  idleMs: 0,
  turnContext: "always",
  replyIdleMs: REPLY_IDLE_MS,
  keepAnswersMs: KEEP_ANSWERS_MS,
  wire: "auto",
  callTimeoutMs: CALL_TIMEOUT_MS,
  drainTimeoutMs: DRAIN_TIMEOUT_MS,
  turnsPerRun: TURNS_PER_RUN,
  runBudgetMs: RUN_BUDGET_MS,
  maxUncommitted: MAX_UNCOMMITTED,
  maxRecordBytes: MAX_RECORD_BYTES,
};

/**
 * Fills in the defaults.
 *
 * @throws {RangeError} If a number is out of its limits.
 * @throws {TypeError} If `wire` or `overflow` is none of its values, or an
 * interceptor has neither function, or `carry` holds what is no storage, or
 * `store` is no store, or none that a cluster shares, or `cluster` is none, or
 * an option has no such name.
 */
export function readEngineOptions(options: EngineOptions): EngineSettings {
  assertKnownOptions("an engine", ENGINE_OPTIONS, options);
  const cluster = readCluster(options.cluster);
  const store = readStore(options.store ?? cluster?.store ?? undefined);
  assertShared(cluster, store);
  const settings = readOptions(RULES, options, {
    ...DEFAULTS,
    maxRecordBytes: store?.maxRecordBytes ?? MAX_RECORD_BYTES,
  });
  assertRoom(settings.maxRecordBytes, store);
  return {
    ...settings,
    maxUncommitted: boundTurns(settings.maxUncommitted, store),
    cluster,
    store,
    actors: options.actors ?? [],
    cron: readCron(options.cron),
    turnsPerRun: Math.floor(settings.turnsPerRun),
    carry: readCarry(options.carry),
    interceptors: readInterceptors(options.interceptors),
    logger: guardLogger(options.logger ?? console),
    runtime: toRooted(options.runtime ?? systemRuntime),
  };
}

/** Returns how many turns may go into one commit, be it of one actor. */
function boundTurns(most: number, store: Store | null): number {
  // A turn may write two: a mark, and an answer.
  return Math.min(most, Math.floor((store?.maxRows ?? Infinity) / 2));
}

/**
 * Throws if records may have more bytes than their store takes.
 *
 * @throws {RangeError} If they may.
 */
function assertRoom(bytes: number, store: Store | null): void {
  const limit = store?.maxRecordBytes ?? Infinity;
  if (bytes <= limit) return;
  throw new RangeError(
    `Cannot use maxRecordBytes ${bytes}: the store takes at most ${limit}`,
  );
}
