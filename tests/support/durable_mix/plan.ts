import type { Deed, SafeStep, SafeTask } from "../../cast/safe.ts";
import { makeContextVariable } from "../../../src/base/async_context.ts";

/** The safes of the mix; calls go to those behind the one that calls. */
export const SAFES = ["v0", "v1", "c0", "r0", "i0"];
/** One that is erased now and then, and sends nothing. */
export const ERASED = "v8";
/** One whose record its class does not fit. */
export const MISFIT = "v9";
const USERS = [null, "ann", "bob"];

/** The value that calls carry from turn to turn. */
export const user = makeContextVariable<string | null>()!;

const TOP: readonly Deed[] = [
  "add",
  "add",
  "send",
  "send",
  "tell",
  "publish",
  "commit",
  "call",
  "call",
  "sleep",
  "remind",
  "forget",
];
/** What is sent may come again: it commits once, at its end. */
const SENT: readonly Deed[] = ["add", "send", "tell", "publish", "remind"];
/** What a reminder does: no other one, so that all come to an end. */
const TICKED: readonly Deed[] = ["add", "send", "tell"];
/** How some turns end. */
const ENDS: readonly Deed[] = ["fail", "refuse", "poison"];
const SOON = [1, 5, 50, 5_000];
const STEPS = 3;
const DEPTH = 2;

/** What the model knows of a task. */
export interface Planned {
  readonly to: string;
  readonly task: SafeTask;
}

/** Draws what safes are asked to do. */
export class Planner {
  readonly #below: (limit: number) => number;
  readonly planned: Planned[] = [];
  /** The reminders of each safe. */
  readonly #reminders = new Map<string, SafeTask[]>();

  constructor(below: (limit: number) => number) {
    this.#below = below;
  }

  pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.#below(choices.length)]!;
  }

  /** Draws a task of code outside of safes. */
  draw(to: string): SafeTask {
    return this.#draw(to, "out", TOP, this.pick(USERS), 0);
  }

  /** A task that adds entries, and nothing else. */
  add(to: string, count: number, ms = 0): SafeTask {
    const step = { deed: "add", to: "", task: null, ms } as const;
    return this.#plan(
      to,
      "out",
      null,
      Array.from({ length: count }, () => step),
    );
  }

  /** A task that erases. */
  erase(to: string): SafeTask {
    return this.#plan(to, "out", null, [makeStep("erase")]);
  }

  /** A task that refuses, and tells what it has seen. */
  refuse(to: string): SafeTask {
    return this.#plan(to, "out", null, [makeStep("refuse")]);
  }

  #draw(
    to: string,
    from: string,
    deeds: readonly Deed[],
    carried: string | null,
    depth: number,
  ): SafeTask {
    const isSending = to !== ERASED && depth < DEPTH && this.#below(4) === 0;
    const steps = isSending ? this.#drawSends(to, carried) : [];
    for (let left = 1 + this.#below(STEPS); left > steps.length; left--) {
      steps.push(this.#drawStep(to, this.pick(deeds), carried, depth));
    }
    const deed = deeds === TICKED ? undefined : ENDS[this.#below(20)];
    if (deed !== undefined) steps.push(makeStep(deed));
    return this.#plan(to, from, carried, steps);
  }

  /** Draws sends to one and the same, which must keep their order. */
  #drawSends(id: string, carried: string | null): SafeStep[] {
    const to = this.pick(SAFES);
    return Array.from({ length: STEPS }, () => ({
      ...makeStep("send"),
      to,
      task: this.#draw(to, id, ["add"], carried, DEPTH),
    }));
  }

  #drawStep(
    id: string,
    deed: Deed,
    carried: string | null,
    depth: number,
  ): SafeStep {
    const none = { to: "", task: null };
    if (deed === "sleep") return { deed, ...none, ms: this.#below(4) };
    if (deed === "remind" || deed === "forget") {
      return this.#drawReminder(id, deed, depth);
    }
    const isFor = deed === "send" || deed === "call";
    if (!isFor) return { deed, ...none, ms: 0 };
    const behind = SAFES.slice(SAFES.indexOf(id) + 1);
    const isDeep = depth === DEPTH;
    // A call may come back to the one that others come back to.
    const isBack = deed === "call" && depth > 0 && this.#below(3) === 0;
    const targets = deed === "send"
      ? [...SAFES, ERASED]
      : isBack
      ? ["c0"]
      : behind;
    if (isDeep || targets.length === 0 || id === ERASED) {
      return { deed: "add", ...none, ms: 0 };
    }
    const to = this.pick(targets);
    const deeds = deed === "send" || to === ERASED ? SENT : TOP;
    return {
      deed,
      to,
      task: this.#draw(to, id, deeds, carried, depth + 1),
      ms: 0,
    };
  }

  #drawReminder(id: string, deed: "remind" | "forget", depth: number) {
    const known = this.#reminders.get(id) ?? [];
    if (deed === "forget" && known.length > 0) {
      return { deed, to: id, task: this.pick(known), ms: 0 };
    }
    const task = this.#draw(id, id, TICKED, null, depth + 1);
    this.#reminders.set(id, [...known, task]);
    return { deed: "remind", to: id, task, ms: this.pick(SOON) } as const;
  }

  #plan(
    to: string,
    from: string,
    carried: string | null,
    steps: SafeStep[],
  ): SafeTask {
    const task = { key: this.planned.length, from, user: carried, steps };
    this.planned.push({ to, task });
    return task;
  }
}

function makeStep(deed: Deed): SafeStep {
  return { deed, to: "", task: null, ms: 0 };
}
