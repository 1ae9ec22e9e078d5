import type { Book } from "../cast/vault.ts";
import { Chance } from "../support/chance.ts";
import { Child } from "./child_process.ts";
import {
  Comparison,
  type Findings,
  isFlawless,
  noFindings,
} from "./comparison.ts";
import type { Disk } from "./disk.ts";
import { type Operation, Operations, VAULTS } from "./operation.ts";
import type { Answer, Settings, Tooth, VaultMethod } from "./protocol.ts";

/** Calls that are under way at once. */
const LANES = 48;

/** One in so many children is killed while it starts, or loads what is due. */
const HASTY = 4;

/** One in so many answered calls is made again, under the same key. */
const REPEATED = 8;

/** The latest moment of a kill. */
const MOST_MS = { load: 160, start: 500 };

/** How long what is on its way may take until it counts as lost. */
const PATIENCE_MS = { sound: 15_000, broken: 1_000 };

/** What a rig is told. */
export interface RigOptions {
  readonly disk: Disk;
  readonly seed: number;
  readonly durability: Settings["durability"];
  readonly tooth: Tooth | null;
}

/** What it has done. */
export interface Tally {
  kills: number;
  /** Of these, how many came while the child started. */
  early: number;
  comparisons: number;
  answered: number;
  /** How many calls nobody answered, for the child had died. */
  unanswered: number;
  /** How many were made again under their keys. */
  repeated: number;
}

/** Kills a child again and again, and compares what is left of its work. */
export class Rig {
  readonly tally: Tally = {
    kills: 0,
    early: 0,
    comparisons: 0,
    answered: 0,
    unanswered: 0,
    repeated: 0,
  };
  readonly found: Findings = noFindings();
  /** What was found, in words. */
  readonly details: string[] = [];
  readonly #options: RigOptions;
  readonly #chance: Chance;
  readonly #operations: Operations;
  readonly #known = new Map<number, Operation>();
  #child: Child | null = null;
  #calls = 0;
  #cents = 0;

  constructor(options: RigOptions) {
    this.#options = options;
    this.#chance = new Chance(options.seed);
    this.#operations = new Operations(options.seed + 1, options.tooth);
  }

  /** Kills so many children; `report` hears of each. */
  async run(kills: number, report: () => void = () => {}): Promise<void> {
    for (let left = kills; left > 0; left--) {
      await this.#live();
      report();
      if (!isFlawless(this.found)) return await this.close();
    }
    const child = await this.#start();
    await this.#compare(child);
    if (!await child.stop()) throw new Error("The child did not end in peace");
    this.#child = null;
  }

  /** Kills what is left of a run that has failed. */
  async close(): Promise<void> {
    await this.#child?.kill();
  }

  /** Lets a child live, and kills it. */
  async #live(): Promise<void> {
    const isHasty = this.#chance.below(HASTY) === 0;
    if (isHasty) {
      const child = this.#spawn();
      const load = child.ready.then(async (isUp) => {
        if (isUp) await this.#load(child);
      });
      await this.#killWithin(child, MOST_MS.start);
      await load;
      this.tally.early++;
      return;
    }
    const child = await this.#start();
    await this.#compare(child);
    const load = this.#load(child);
    await this.#killWithin(child, MOST_MS.load);
    await load;
  }

  #spawn(): Child {
    const { disk, durability, tooth } = this.#options;
    return this.#child = new Child({ path: disk.path, durability, tooth });
  }

  async #start(): Promise<Child> {
    const child = this.#spawn();
    if (await child.ready) return child;
    throw new Error("The child has not come up");
  }

  async #killWithin(child: Child, mostMs: number): Promise<void> {
    await passed(this.#chance.below(mostMs));
    await child.kill();
    await this.#options.disk.cut();
    this.tally.kills++;
  }

  /** Has as many calls made as the child lives for. */
  async #load(child: Child): Promise<void> {
    const retries = this.#unanswered();
    const lanes = Array.from({ length: LANES }, async () => {
      while (await this.#do(child, retries.pop() ?? this.#make()));
    });
    await Promise.all(lanes);
  }

  #make(): Operation {
    const operation = this.#operations.next();
    this.#known.set(operation.number, operation);
    return operation;
  }

  /** Those that are to be asked for until they are answered. */
  #unanswered(): Operation[] {
    return [...this.#known.values()]
      .filter(({ outcome }) => outcome === "open");
  }

  /** Has an operation done; returns whether the child is alive. */
  async #do(child: Child, operation: Operation): Promise<boolean> {
    const answer = await this.#ask(child, operation);
    if (answer === null) {
      this.tally.unanswered++;
      if (!operation.isKeyed) operation.outcome = "unknown";
      return false;
    }
    this.tally.answered++;
    this.#note(operation, answer);
    const isRepeated = operation.isKeyed && operation.outcome === "answered" &&
      this.#options.tooth === null && this.#chance.below(REPEATED) === 0;
    return !isRepeated || await this.#repeat(child, operation);
  }

  #note(operation: Operation, answer: Answer): void {
    if ("value" in answer) {
      operation.outcome = "answered";
      operation.value = answer.value;
      if (operation.kind === "fail") this.found.forged++;
      return;
    }
    const { outcome, message } = answer;
    if (outcome === "unknown" && operation.isKeyed) return;
    operation.outcome = outcome === "unknown" ? "unknown" : "not-run";
    if (outcome === "failed" && operation.kind !== "fail") {
      throw new Error(`The child failed: ${message}`);
    }
  }

  /** Asks again for what was answered: the answer must be the same. */
  async #repeat(child: Child, operation: Operation): Promise<boolean> {
    const answer = await this.#ask(child, operation);
    this.tally.repeated++;
    if (answer === null) return false;
    if (!("value" in answer) || answer.value !== operation.value) {
      this.found.doubled++;
    }
    return true;
  }

  async #ask(child: Child, operation: Operation): Promise<Answer | null> {
    return await child.ask(
      this.#operations.toRequest(operation, ++this.#calls),
    );
  }

  /** Compares all that is known, once all is done that was begun. */
  async #compare(child: Child): Promise<void> {
    for (const operation of this.#unanswered()) {
      await this.#do(child, operation);
    }
    const isSound = this.#options.tooth === null;
    const end = performance.now() +
      PATIENCE_MS[isSound ? "sound" : "broken"];
    let comparison = await this.#look(child);
    while (!comparison.isSettled && performance.now() < end) {
      await passed(5);
      comparison = await this.#look(child);
    }
    const found = comparison.find(this.#cents);
    for (const kind of Object.keys(found) as (keyof Findings)[]) {
      this.found[kind] += found[kind];
    }
    this.details.push(...comparison.describe());
    this.#cents = comparison.cents;
    this.#known.clear();
    for (const vault of VAULTS) await this.#call(child, vault, "close");
    this.tally.comparisons++;
  }

  async #look(child: Child): Promise<Comparison> {
    const books = await Promise.all(
      VAULTS.map(async (vault) =>
        [vault, await this.#call(child, vault, "read") as Book] as const
      ),
    );
    return new Comparison(this.#known, new Map(books));
  }

  async #call(child: Child, vault: string, method: VaultMethod) {
    const id = ++this.#calls;
    const answer = await child.ask({ id, vault, method, parts: [], key: null });
    if (answer !== null && "value" in answer) return answer.value;
    throw new Error(`The child did not answer: ${answer?.message}`);
  }
}

/** Resolves when so many milliseconds have passed. */
async function passed(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  AbortSignal.timeout(ms).addEventListener("abort", () => resolve());
  await promise;
}
