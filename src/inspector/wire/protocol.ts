import type { ActorStateName, Name } from "./bodies.ts";

/**
 * The inspector's wire, version 1: JSON over one WebSocket at `/ws`.
 *
 * The client asks, the server answers; the server never sends by itself.
 * Times are milliseconds (`at`: since the epoch, by the engine's clock;
 * `...Ms`: durations). Counters only grow: the page computes rates from two
 * answers, except where the server must sort by a rate.
 */
export const PROTOCOL = 1;

/** Milliseconds after which a wait for a reply is one to look at. */
export const LONG_WAIT_MS = 1_000;

export type * from "./bodies.ts";
export type * from "./cluster.ts";
export type * from "./log.ts";
export type * from "./record.ts";

/** A question with its number; the answer has it as `answer`. */
export type Request = { readonly ask: number } & Question;

/** The questions, by view. */
export type Question =
  | { readonly view: "hello" }
  | { readonly view: "overview" }
  | ({ readonly view: "actors" } & ActorsQuery)
  | { readonly view: "actor"; readonly actor: Name }
  /** What is kept of a durable actor, live or not. */
  | { readonly view: "record"; readonly actor: Name }
  /** Where an actor of a cluster lives. */
  | { readonly view: "place"; readonly actor: Name }
  /** The cluster, with what its other nodes count. */
  | { readonly view: "cluster" }
  | ({ readonly view: "streams" } & StreamsQuery)
  | ({ readonly view: "dead-letters" } & DeadLettersQuery)
  /** Engine events and actions, newest last. */
  | ({ readonly view: "log" } & LogQuery)
  /** Edges by rate, most first. */
  | {
    readonly view: "graph";
    readonly by: "actor" | "type";
    /** With `actor`: only what this one exchanges with its neighbours. */
    readonly around?: Name;
    readonly limit?: number;
  }
  /** `record` begins and ends the recording; without it nothing changes. */
  | ({ readonly view: "timeline"; readonly record?: boolean } & Page)
  | ({ readonly view: "act" } & Action);

/** The question that asks for a view. */
export type QuestionOf<View extends Question["view"]> = Extract<
  Question,
  { readonly view: View }
>;

/** Which rows of a log: those numbered past `after`, `limit` at most. */
export interface Page {
  readonly after?: number;
  readonly limit?: number;
}

/** Which dead letters. */
export interface DeadLettersQuery extends Page {
  /** Text in actor, caller, method, reason or error, whatever its case. */
  readonly filter?: string;
  readonly reason?: string;
  /** An exact actor type. */
  readonly type?: string;
}

/** Which events. */
export interface LogQuery extends Page {
  /** Text in actor, kind or text, whatever its case. */
  readonly filter?: string;
  readonly kind?: string;
  /** An exact actor type. */
  readonly type?: string;
}

/** Which actors, in which order, and which part of them. */
export interface ActorsQuery {
  /** Text in `type/id`, whatever its case. */
  readonly filter?: string;
  /** An exact type. */
  readonly type?: string;
  readonly state?: ActorStateName;
  readonly sort?: ActorColumn;
  readonly descending?: boolean;
  readonly offset?: number;
  /** At most 500. */
  readonly limit?: number;
  /** Whether rows are types, with sums. */
  readonly group?: boolean;
}

/** The columns that sort actors. */
export type ActorColumn =
  | "id"
  | "type"
  | "state"
  | "inbox"
  | "oldest"
  | "rate"
  | "queueMean"
  | "queueP99"
  | "runMean"
  | "runP99"
  | "handled"
  | "failed"
  | "restarts"
  | "refused"
  | "dropped";

/** Which streams, in which order, and which part of them. */
export interface StreamsQuery {
  readonly filter?: string;
  readonly offset?: number;
  readonly limit?: number;
  readonly sort?: "id" | "subscribers" | "published" | "rate";
  readonly descending?: boolean;
}

/** An answer; `error` is one sentence. */
export type Response =
  | {
    readonly answer: number;
    readonly at: number;
    readonly view: Question["view"];
    /** By `view`: `Hello`, `Overview`, `Actors` and so on, below. */
    readonly body: unknown;
  }
  | { readonly answer: number; readonly error: string };

/** An action of a client, refused when `readOnly`; the log has it. */
export type Action =
  | {
    readonly act: "deactivate" | "pause" | "resume";
    readonly actor: Name;
  }
  | {
    readonly act: "send";
    readonly actor: Name;
    readonly method: string;
    /** JSON values. */
    readonly args: readonly unknown[];
  }
  | {
    readonly act: "edit";
    readonly actor: Name;
    readonly state: string;
    /** The new value as JSON. */
    readonly value: string;
    /** The digest of the value that it is instead of. */
    readonly seen: string;
  }
  /** Has parked sends and reminders tried again: one of them, or all. */
  | {
    readonly act: "resend";
    readonly actor: Name;
    readonly send?: number;
    readonly reminder?: string;
  };
