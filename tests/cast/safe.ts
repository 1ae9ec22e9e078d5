import {
  type ActorOptions,
  type Context,
  ExpectedError,
  type State,
} from "@backstage/actors";
import { PuppetProxy } from "./generated/puppet_proxy.gen.ts";
import { SafeProxy } from "./generated/safe_proxy.gen.ts";
import { ChainSafeProxy } from "./generated/chain_safe_proxy.gen.ts";
import { IdleSafeProxy } from "./generated/idle_safe_proxy.gen.ts";
import { ResumedSafeProxy } from "./generated/resumed_safe_proxy.gen.ts";

/** What a safe does in one step of a turn. */
export type Deed =
  | "add"
  | "send"
  | "tell"
  | "publish"
  | "commit"
  | "call"
  | "sleep"
  | "remind"
  | "forget"
  | "fail"
  | "refuse"
  | "poison"
  | "erase";

/** One step of a turn. */
export interface SafeStep {
  readonly deed: Deed;
  /** Whom it is for, where it is for another safe. */
  readonly to: string;
  /** What that one is asked to do. */
  readonly task: SafeTask | null;
  readonly ms: number;
}

/** What a safe is asked to do, in one turn. */
export interface SafeTask {
  readonly key: number;
  /** Who asks. */
  readonly from: string;
  /** The value that the call carries. */
  readonly user: string | null;
  readonly steps: SafeStep[];
}

/** What a step leaves behind. */
export interface SafeEntry {
  readonly key: number;
  readonly step: number;
}

/** Learns what safes see. */
export interface SafeObserver {
  /** A safe is built. */
  load(id: string, log: readonly SafeEntry[], count: number): void;
  /** A turn begins; `held` is what a field has counted. */
  begin(
    id: string,
    task: SafeTask,
    log: readonly SafeEntry[],
    count: number,
    held: number,
  ): void;
  /** A call that a turn has made settles; the turn has changes or has not. */
  settle(
    to: string,
    task: SafeTask,
    result: PromiseSettledResult<number>,
    isDirty: boolean,
  ): void;
}

/** Who looks at the safes of the test that runs. */
export const watched: { by: SafeObserver | null } = { by: null };

/** Where safes tell what they have done. */
export const EAR = "ear";
export const NEWS = "safes";

/** Returns the proxy class of a safe. */
export function safeProxyOf(id: string): typeof SafeProxy {
  const proxy: unknown = id.startsWith("c")
    ? ChainSafeProxy
    : id.startsWith("i")
    ? IdleSafeProxy
    : id.startsWith("r")
    ? ResumedSafeProxy
    : SafeProxy;
  return proxy as typeof SafeProxy;
}

const LEAVING: ReadonlySet<Deed> = new Set<Deed>([
  "add",
  "send",
  "tell",
  "publish",
  "remind",
  "forget",
]);

/** Whether a step leaves an entry behind. */
export function leavesEntry({ deed }: SafeStep): boolean {
  return LEAVING.has(deed);
}

function nameReminder({ task }: SafeStep): string {
  return `reminder ${task!.key}`;
}

/** A durable actor that keeps what it has done. */
abstract class AnySafe {
  protected readonly ctx: Context;
  readonly #log: State<SafeEntry[]>;
  readonly #count: State<number>;
  /** What it has counted since it was built. */
  #held: number;
  #isDirty = false;

  constructor(ctx: Context) {
    this.ctx = ctx;
    this.#log = ctx.state("log", (): SafeEntry[] => []);
    this.#count = ctx.state("count", () => 0);
    this.#held = this.#log.value.length;
    watched.by?.load(ctx.actorId, this.#log.value, this.#count.value);
  }

  /** Does what it is asked to; returns how many entries it has then. */
  run(task: SafeTask): number | Promise<number> {
    watched.by?.begin(
      this.ctx.actorId,
      task,
      this.#log.value,
      this.#count.value,
      this.#held,
    );
    this.#isDirty = false;
    return this.#go(task, 0);
  }

  /** Adds an entry with each value that it yields. */
  async *count(task: SafeTask): AsyncGenerator<number, void> {
    for (const [at, { ms }] of task.steps.entries()) {
      if (ms > 0) await this.ctx.sleep(ms);
      yield this.#add(task, at);
    }
  }

  read(): SafeEntry[] {
    return this.#log.value;
  }

  total(): number {
    return this.#count.value;
  }

  #add({ key }: SafeTask, step: number): number {
    const { length } = this.#log.value;
    this.#count.value++;
    this.#log.value.push({ key, step });
    this.#held++;
    this.#isDirty = true;
    return length + 1;
  }

  /** Takes all steps from one on. */
  #go(task: SafeTask, from: number): number | Promise<number> {
    for (let at = from; at < task.steps.length; at++) {
      const doing = this.#take(task, at);
      if (doing !== undefined) return doing.then(() => this.#go(task, at + 1));
    }
    return this.#log.value.length;
  }

  #take(task: SafeTask, at: number): Promise<void> | undefined {
    const step = task.steps[at]!;
    if (leavesEntry(step)) this.#add(task, at);
    const news = { from: this.ctx.actorId, key: task.key, step: at };
    switch (step.deed) {
      case "add":
        return undefined;
      case "send":
        return void this.#find(step).run(step.task!);
      case "tell":
        return void this.ctx.getActor(PuppetProxy, EAR).tell(news);
      case "publish":
        return void this.ctx.getStream<unknown>(NEWS).next(news);
      case "remind":
        return this.#remind(step);
      case "forget":
        return void this.ctx.forget(nameReminder(step));
      case "commit":
        return this.#commit();
      case "call":
        return this.#call(step);
      case "sleep":
        return this.ctx.sleep(step.ms);
      case "fail":
        throw new Error(`planned ${task.key}`);
      case "refuse":
        throw this.#refuse(task);
      case "poison":
        return void this.ctx.poisonPill();
      case "erase":
        return void this.ctx.erase();
    }
  }

  #remind(step: SafeStep): undefined {
    const { run } = safeProxyOf(this.ctx.actorId).Method;
    const options = { inMs: step.ms };
    this.ctx.remind(nameReminder(step), run, options, step.task!);
  }

  async #commit(): Promise<void> {
    await this.ctx.commit();
    this.#isDirty = false;
  }

  async #call(step: SafeStep): Promise<void> {
    const isDirty = this.#isDirty;
    const [result] = await Promise.allSettled([
      this.#find(step).run(step.task!),
    ]);
    // Of a turn that came back meanwhile.
    this.#isDirty = isDirty;
    watched.by?.settle(step.to, step.task!, result, isDirty);
  }

  /** Refuses, and tells what it has seen of the turns before. */
  #refuse({ key }: SafeTask): ExpectedError {
    const log = this.#log.value;
    const position = log.findLastIndex((entry) => entry.key !== key);
    const details = { position, ...log[position] };
    return new ExpectedError(`planned ${key}`, { code: "planned", details });
  }

  #find({ to }: SafeStep): SafeProxy {
    return this.ctx.getActor(safeProxyOf(to), to);
  }
}

// @generate-proxy
/** A safe of the plain kind. */
export class Safe extends AnySafe {}

// @generate-proxy
/** One that calls may come back to that it has made. */
export class ChainSafe extends AnySafe {
  static readonly options: ActorOptions = { reentrancy: "chain" };
}

// @generate-proxy
/** One that is idle soon. */
export class IdleSafe extends AnySafe {
  static readonly options: ActorOptions = { idleMs: 400 };
}

// @generate-proxy
/** One whose object stays when a turn is undone. */
export class ResumedSafe extends AnySafe {
  static readonly options: ActorOptions = {
    supervision: { directive: "resume" },
  };
}
