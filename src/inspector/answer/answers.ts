import type { EngineView } from "../../engine/view.ts";
import type { Actions } from "./actions.ts";
import { readActor } from "./actor.ts";
import { readActors } from "./actors.ts";
import { ClusterAnswers, findPlace } from "./cluster.ts";
import type { Collector } from "../collect/collector.ts";
import type { ValueText } from "../collect/value_text.ts";
import { readGraph } from "./graph.ts";
import { readOverview } from "./overview.ts";
import {
  type ActResult,
  type ClusterDetail,
  type Hello,
  PROTOCOL,
  type Question,
  type RecordDetail,
} from "../wire/protocol.ts";
import { Records } from "./record.ts";
import { readStreams } from "./streams.ts";

/** The part of a hello that never changes. */
export type Self = Pick<Hello, "startedAt" | "readOnly" | "payloads">;

/** The questions that are answered at once. */
type Synchronous = Exclude<Question, { view: Later }>;

/** The views that are answered later. */
type Later = "act" | "cluster" | "record";

/** The questions that are answered later. */
export type LaterQuestion = Question & { readonly view: Later };

/** Whether a question is answered later. */
export function isAnsweredLater(
  question: Question,
): question is LaterQuestion {
  const { view } = question;
  return view === "act" || view === "cluster" || view === "record";
}

/** An answer, and when it was made. */
export interface Answer {
  readonly at: number;
  readonly body: unknown;
}

/** Answers questions. */
export class Answers {
  readonly #collector: Collector;
  readonly #actions: Actions;
  readonly #records: Records;
  readonly #cluster: ClusterAnswers;
  readonly #self: Self;

  constructor(
    collector: Collector,
    actions: Actions,
    values: ValueText,
    self: Self,
  ) {
    this.#collector = collector;
    this.#actions = actions;
    this.#records = new Records(collector.view, values);
    this.#cluster = new ClusterAnswers(collector.view);
    this.#self = self;
  }

  /**
   * Answers what changes nothing.
   *
   * @throws {Error} If it cannot: one sentence says why.
   */
  answer(question: Synchronous): Answer {
    const at = this.#collector.look();
    return { at, body: this.#read(question, at) };
  }

  /**
   * Answers what stores and other nodes are asked for, and does what a client
   * asks for; see `Actions.run`.
   *
   * @throws {Error} If it cannot: one sentence says why.
   */
  async answerLater(question: LaterQuestion): Promise<Answer> {
    const body = await this.#readLater(question);
    return { at: this.#view.runtime.now(), body };
  }

  #readLater(
    question: LaterQuestion,
  ): Promise<ActResult | ClusterDetail | RecordDetail> {
    switch (question.view) {
      case "act":
        return this.#actions.run(question);
      case "cluster":
        return this.#cluster.read();
      case "record":
        return this.#records.read(question.actor);
    }
  }

  #read(
    question: Synchronous,
    now: number,
  ): unknown {
    const collector = this.#collector;
    switch (question.view) {
      case "hello":
        return this.#greet();
      case "overview":
        return readOverview(collector);
      case "actors":
        return readActors(collector, question, now);
      case "actor":
        return readActor(collector, question.actor, now);
      case "place":
        return findPlace(collector.view, question.actor);
      case "streams":
        return readStreams(collector, question);
      case "dead-letters":
        return collector.events.readDeadLetters(question);
      case "log":
        return collector.events.readLog(question);
      case "graph":
        return readGraph(collector, question, now);
      case "timeline":
        if (question.record !== undefined) {
          collector.turns.record(question.record);
        }
        return collector.turns.readTimeline(question);
    }
  }

  get #view(): EngineView {
    return this.#collector.view;
  }

  #greet(): Hello {
    return {
      protocol: PROTOCOL,
      ...this.#self,
      deno: Deno.version.deno,
      pid: Deno.pid,
      hasStore: this.#view.store !== null,
      cluster: this.#view.remote?.snapshot().name ?? null,
      state: this.#view.state,
    };
  }
}
