import type { ActorType } from "../../actor/actor_type.ts";
import { SHOWN_TURNS } from "../../base/limits.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import { tellElsewhere } from "./cluster.ts";
import { readStreaming } from "../../engine/snapshot.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Collector } from "../collect/collector.ts";
import type { ActorRecord } from "../collect/actor_record.ts";
import type {
  ActorDetail,
  MethodRow,
  Name,
  RecentTurn,
} from "../wire/protocol.ts";
import { toRecentTurn } from "../collect/turn_record.ts";
import { readTimes, TurnTimes } from "../collect/turn_times.ts";

const SHOWN_FAILURES = 20;

/**
 * Answers what one actor does and has done.
 *
 * @throws {Error} If it is not live.
 */
export function readActor(
  collector: Collector,
  name: Name,
  now: number,
): ActorDetail {
  const { types, view, events } = collector;
  const type = view.registry.findType(name.type);
  const activation = type?.activations.get(name.id);
  if (type === undefined || activation === undefined) {
    const why = tellElsewhere(view, name) ?? "it is not live";
    throw new Error(`Cannot show ${formatActor(name)}: ${why}`);
  }
  const record = types.openActor(activation);
  const samples = collector.focus(record);
  return {
    row: record.toRow(now),
    now: readNow(record),
    methods: readMethods(type, record),
    recent: [...readRunning(collector, record), ...readRecent(record)]
      .slice(0, SHOWN_TURNS),
    timers: Array.from(
      activation.resources?.timers ?? [],
      ({ dueAt, intervalMs }) => ({
        dueInMs: Math.max(0, dueAt - now),
        everyMs: intervalMs,
      }),
    ),
    subscriptions: Array.from(
      view.streams.of(activation.actor),
      ({ stream, method }) => ({ stream, method: method.name }),
    ),
    streaming: readStreaming(activation),
    failures: events.failuresOf(activation.actor, SHOWN_FAILURES),
    options: readOptions(type),
    isDurable: type.isDurable,
    isSampled: samples.isSampled,
  };
}

function readNow({ activation, samples }: ActorRecord): ActorDetail["now"] {
  const [turn] = activation.openTurns;
  if (turn === undefined) return null;
  return {
    method: turn.method.name,
    caller: turn.caller?.actor ?? null,
    startedAt: samples?.running[0]?.startedAt ?? null,
  };
}

function readMethods(type: ActorType, { samples }: ActorRecord): MethodRow[] {
  const seen = samples?.methods ?? new Map<Method, TurnTimes>();
  // Timers' ticks are turns as well, of no method of the class.
  const methods = new Set([
    ...Object.values(type.definition.methods),
    ...seen.keys(),
  ]);
  return Array.from(methods, (method) => {
    const times = seen.get(method) ?? new TurnTimes();
    const { count, failed } = times;
    return {
      method: method.name,
      parameters: nameParameters(method),
      count,
      failed,
      ...readTimes([times], samples?.isSampled ?? false),
    };
  });
}

/** Proxies of an older generator name no parameters. */
function nameParameters(
  { parameters, payload }: Method,
): readonly string[] {
  if (parameters.length > 0 || payload === "none") return parameters;
  return [payload === "value" ? "value" : "...values"];
}

function readRunning(
  collector: Collector,
  { samples }: ActorRecord,
): RecentTurn[] {
  const running = samples?.running ?? [];
  return running.toReversed().map((turn) => {
    const { method, caller, arrival, startedAt } = turn;
    const payload = collector.payloadOf(turn);
    return {
      method: method.name,
      caller: caller?.actor ?? null,
      at: startedAt,
      queueMs: startedAt - arrival.at,
      runMs: null,
      outcome: "running",
      ...(payload === null ? {} : { payload }),
    };
  });
}

function readRecent({ samples }: ActorRecord): RecentTurn[] {
  if (samples === null || samples.recent === null) return [];
  return samples.recent.backwards()
    .map(({ item }) => toRecentTurn(item))
    .toArray();
}

function readOptions(
  { inboxCapacity, overflow, idleMs, replyIdleMs, reentrancy, supervision }:
    ActorType,
): ActorDetail["options"] {
  const options = {
    inboxCapacity,
    overflow,
    idleMs,
    replyIdleMs,
    reentrancy,
  };
  if (supervision === null) return { ...options, directive: "resume" };
  const { directive, maxRestarts, withinMs, backoffMs } = supervision;
  return {
    ...options,
    directive: typeof directive === "function" ? "function" : directive,
    maxRestarts: Number.isFinite(maxRestarts) ? maxRestarts : "Infinity",
    withinMs: Number.isFinite(withinMs) ? withinMs : "Infinity",
    backoffMinMs: backoffMs.min,
    backoffMaxMs: backoffMs.max,
  };
}
