import type { EngineView } from "../../engine/view.ts";
import type { Actions } from "./actions.ts";
import { readActor } from "./actor.ts";
import { readActors } from "./actors.ts";
import type { Collector } from "../collect/collector.ts";
import type { ValueText } from "../collect/value_text.ts";
import { readGraph } from "./graph.ts";
import { readOverview } from "./overview.ts";
import {
  type Action,
  type ActResult,
  type Hello,
  PROTOCOL,
  type Question,
} from "../wire/protocol.ts";
import { Records } from "./record.ts";
import { readStreams } from "./streams.ts";

/** The part of a hello that never changes. */
export type Self = Pick<Hello, "startedAt" | "readOnly" | "payloads">;

/** The questions that are answered at once. */
type Synchronous = Exclude<Question, { view: "act" | "record" }>;

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
   * Answers what is kept of a durable actor.
   *
   * @throws {Error} If nothing is: one sentence says why.
   */
  async read({ actor }: Question & { view: "record" }): Promise<Answer> {
    const body = await this.#records.read(actor);
    return { at: this.#view.runtime.now(), body };
  }

  /** Does what a client asks for; see `Actions.run`. */
  async act(action: Action): Promise<Answer> {
    const body: ActResult = await this.#actions.run(action);
    return { at: this.#view.runtime.now(), body };
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
      state: this.#view.state,
    };
  }
}
