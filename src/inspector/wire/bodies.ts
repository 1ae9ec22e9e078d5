// The bodies of the inspector's answers; `protocol.ts` has the questions.

/** Names an actor. */
export interface Name {
  readonly type: string;
  readonly id: string;
}

/** What an actor is doing. */
export type ActorStateName =
  | "idle"
  | "queued"
  | "running"
  | "waiting"
  | "activating"
  | "deactivating"
  | "restarting"
  | "paused";

/** Whether an engine is open, or how far it is with stopping. */
export type EngineStateName = "open" | "draining" | "stopped";

/** The body of `hello`. */
export interface Hello {
  readonly protocol: 1;
  /** When the inspector started. */
  readonly startedAt: number;
  readonly readOnly: boolean;
  readonly payloads: boolean;
  /** Whether the engine has a store of durable actors. */
  readonly hasStore: boolean;
  /** The name of the engine's cluster; `null` where it is alone. */
  readonly cluster: string | null;
  readonly deno: string;
  readonly pid: number;
  readonly state: EngineStateName;
}

/** The whole engine: the body of `overview`. */
export interface Overview {
  readonly actors: number;
  readonly types: readonly TypeSum[];
  readonly activations: number;
  readonly accepted: number;
  readonly handled: number;
  readonly queued: number;
  readonly failed: number;
  readonly refused: number;
  readonly dropped: number;
  readonly deadLetters: number;
  readonly restarts: number;
  readonly streams: number;
  readonly timers: number;
  /** How many actors await the reply of another one. */
  readonly waiting: number;
  /** How many of them have done so for a second at least. */
  readonly stalled: number;
  /**
   * How many calls failed as a deadlock: those that the engine has kept, and
   * those while a client was connected.
   */
  readonly deadlocks: number;
  readonly loopLagMs: number;
  readonly heapUsed: number;
  readonly rss: number;
  /** Whether its node's lease is in doubt, so that no turn begins. */
  readonly isSuspended: boolean;
  readonly state: EngineStateName;
}

/** All actors of a type; the counters include those that have ended. */
export interface TypeSum {
  readonly type: string;
  readonly actors: number;
  readonly inbox: number;
  readonly accepted: number;
  readonly handled: number;
  readonly failed: number;
  readonly restarts: number;
  readonly deadLetters: number;
  readonly rate: number;
}

/** The figures of an actor, or of a group of actors. */
export interface Figures {
  /** How many envelopes wait. */
  readonly inbox: number;
  /** The least time that the oldest of them has waited; `null`: unknown. */
  readonly oldestMs: number | null;
  /** Messages per second, a rolling average. */
  readonly rate: number;
  readonly accepted: number;
  readonly handled: number;
  readonly failed: number;
  readonly restarts: number;
  readonly refused: number;
  readonly dropped: number;
  /** `null`: no turn was timed yet. */
  readonly queueMs: Times | null;
  readonly runMs: Times | null;
}

/** One actor. */
export interface ActorRow extends Figures {
  readonly actor: Name;
  readonly state: ActorStateName;
  /** How long its current turn has run. */
  readonly runningMs: number | null;
  /** The calls whose replies its turns await. */
  readonly waitsFor: readonly Wait[];
}

/** Durations in milliseconds; a `p99` is right to one part in sixteen. */
export interface Times {
  readonly mean: number;
  readonly p99: number;
  readonly samples: number;
  /** Whether some turns were not timed. */
  readonly isSampled: boolean;
}

/** A reply that is awaited. */
export interface Wait {
  readonly actor: Name;
  readonly method: string;
  /** The least time that it has been awaited. */
  readonly ms: number | null;
}

/** All live actors of a type that the query found. */
export interface GroupRow extends Figures {
  readonly type: string;
  readonly actors: number;
}

/** The body of `actors`: one of `rows` and `groups` is empty. */
export interface Actors {
  readonly total: number;
  readonly matched: number;
  readonly offset: number;
  readonly rows: readonly ActorRow[];
  readonly groups: readonly GroupRow[];
}

/** The body of `actor`. */
export interface ActorDetail {
  readonly row: ActorRow;
  /** The oldest turn that is under way. */
  readonly now: {
    readonly method: string;
    readonly caller: Name | null;
    readonly startedAt: number | null;
  } | null;
  readonly methods: readonly MethodRow[];
  /** The last 50, newest first. */
  readonly recent: readonly RecentTurn[];
  readonly timers: readonly {
    readonly dueInMs: number;
    readonly everyMs: number | null;
  }[];
  readonly subscriptions: readonly {
    readonly stream: string;
    readonly method: string;
  }[];
  /** Its streaming replies that are open, the oldest first. */
  readonly streaming: readonly {
    readonly method: string;
    readonly consumer: Name | null;
    readonly startedAt: number;
    readonly yielded: number;
    /** Whether a step of it is under way, rather than waits. */
    readonly isStepping: boolean;
  }[];
  /** Newest first, equal ones as one: the last 20 that are kept. */
  readonly failures: readonly {
    /** When it last happened. */
    readonly at: number;
    readonly count: number;
    readonly method: string;
    readonly error: string;
    /** `null`: it was not recorded, for no client was connected. */
    readonly stack: string | null;
  }[];
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Whether its class has states: then there is a `record`. */
  readonly isDurable: boolean;
  /** Whether some turns were not timed. */
  readonly isSampled: boolean;
}

/** One method of an actor, with what was timed of it. */
export interface MethodRow {
  readonly method: string;
  readonly parameters: readonly string[];
  readonly count: number;
  readonly failed: number;
  readonly queueMs: Times | null;
  readonly runMs: Times | null;
}

/** One turn that was timed. */
export interface RecentTurn {
  readonly method: string;
  readonly caller: Name | null;
  /** When it began, or arrived if it has not begun. */
  readonly at: number;
  readonly queueMs: number | null;
  readonly runMs: number | null;
  /** `expected`: it threw an `ExpectedError`, which is no failure. */
  readonly outcome: "running" | "done" | "expected" | "failed" | "unknown";
  readonly payload?: string;
}

/** The body of `streams`. */
export interface Streams {
  readonly total: number;
  readonly matched: number;
  readonly rows: readonly StreamRow[];
}

/** One stream that has subscribers. */
export interface StreamRow {
  readonly id: string;
  readonly subscribers: number;
  readonly published: number;
  readonly rate: number;
  /** The subscriber with the longest inbox. */
  readonly slowest: { readonly actor: Name; readonly inbox: number } | null;
}

/** The body of `graph`. */
export interface Graph {
  readonly by: "actor" | "type";
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** How many waits there are between actors. */
  readonly waiting: number;
  /** The first 100: deadlocks first, then the longest. */
  readonly waits: readonly GraphWait[];
}

/** One actor that awaits the reply of another one. */
export interface GraphWait {
  readonly from: Name;
  readonly to: Name;
  readonly method: string;
  /** The least time that it has been awaited. */
  readonly ms: number | null;
  /** Whether it is part of a cycle of waits. */
  readonly isDeadlock: boolean;
}

/**
 * An actor, or a type, whose id is empty: all of its actors, or, around one
 * actor, the neighbours of that type that are not shown each by itself.
 */
export interface GraphNode {
  readonly name: Name;
  readonly actors: number;
  readonly inbox: number;
  readonly rate: number;
  readonly state: ActorStateName;
  /** Whether it has awaited a reply for a second at least. */
  readonly isStalled: boolean;
}

/** The calls and waits between two nodes. */
export interface GraphEdge {
  /** `null`: code outside of actors. */
  readonly from: Name | null;
  readonly to: Name;
  /** Messages per second. */
  readonly rate: number;
  /** How long the oldest reply along it has been awaited. */
  readonly waitingMs: number | null;
  /** Whether it is part of a cycle of waits. */
  readonly isDeadlock: boolean;
}

/** The body of `timeline`. */
export interface Timeline {
  readonly isRecording: boolean;
  /** The number of the oldest turn that is kept. */
  readonly first: number;
  readonly rows: readonly TimelineTurn[];
}

/** One recorded turn. */
export interface TimelineTurn {
  readonly number: number;
  readonly actor: Name;
  readonly method: string;
  readonly caller: Name | null;
  readonly queuedAt: number | null;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: string;
}

/** The body of `act`. */
export interface ActResult {
  /** What happened, or the call's result as text. */
  readonly text: string;
}
