import type { Activation } from "../../actor/port/activation.ts";
import type { ProbedTurn } from "../../actor/port/probe.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { RecentTurn, TimelineTurn } from "../wire/protocol.ts";

/** A timed turn, as the logs keep it. */
export interface TurnRecord {
  readonly activation: Activation;
  readonly method: string;
  readonly caller: ActorId | null;
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: RecentTurn["outcome"];
  /** Its payload as text, where payloads are shown. */
  readonly payload: string | null;
}

/** Makes the record of a turn; it keeps neither payload nor caller alive. */
export function recordTurn(
  { activation, method, caller, arrival, startedAt, endedAt, outcome }:
    ProbedTurn,
  payload: string | null,
): TurnRecord {
  return {
    activation,
    method: method.name,
    caller: caller?.actor ?? null,
    queuedAt: arrival.at,
    startedAt,
    endedAt,
    outcome,
    payload,
  };
}

/** Shows a turn in the list of its actor. */
export function toRecentTurn(record: TurnRecord): RecentTurn {
  const { method, caller, queuedAt, startedAt, endedAt, outcome, payload } =
    record;
  return {
    method,
    caller,
    at: startedAt,
    queueMs: startedAt - queuedAt,
    runMs: outcome === "running" ? null : endedAt - startedAt,
    outcome,
    ...(payload === null ? {} : { payload }),
  };
}

/** Shows a turn in the timeline. */
export function toTimelineTurn(
  number: number,
  record: TurnRecord,
): TimelineTurn {
  const { activation, method, caller, queuedAt, startedAt, endedAt, outcome } =
    record;
  const { actor } = activation;
  return {
    number,
    actor,
    method,
    caller,
    queuedAt,
    startedAt,
    endedAt,
    outcome,
  };
}
