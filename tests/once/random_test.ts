import { assertEquals } from "@std/assert";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { takings } from "../cast/courier.ts";
import { Chance } from "../support/chance.ts";
import { Stage } from "../support/stage.ts";
import { Office } from "./couriers.ts";

const SEEDS = 60;
const STEPS = 60;
const IDS = ["ann", "bob", "cid"];
/** A tag says who sends it, to whom, and which of theirs it is. */
const BASE = 10_000;

/** Names a sender and a receiver; 0 is no pair. */
function pairOf(from: number, to: number): number {
  return 1 + from * IDS.length + to;
}

/** What a call under a key was answered, and how often it was asked for. */
interface Asked {
  readonly cents: number;
  readonly id: string;
  readonly answers: number[];
}

/** A random program of couriers, whose process crashes now and then. */
class Program {
  readonly #stage: Stage;
  readonly #chance: Chance;
  readonly #time: SimulatedRuntime;
  #office: Office;
  #tags = 0;
  readonly #sent = new Set<number>();
  readonly #asked: Asked[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#chance = stage.chance;
    this.#time = stage.simulated!;
    this.#office = new Office(stage);
    takings.clear();
    for (const id of IDS) {
      takings.set(id, () => {
        if (this.#chance.below(5) === 0) throw new Error("not yet");
      });
    }
  }

  async play(): Promise<void> {
    const steps = [
      () => this.#send(),
      () => this.#send(),
      () => this.#pay(),
      () => this.#payAgain(),
      () => this.#time.advance(this.#chance.below(2_000)),
      () => this.#time.advance(this.#chance.below(5)),
      () => this.#disturb(),
    ];
    for (let step = 0; step < STEPS; step++) await this.#chance.pick(steps)();
    takings.clear();
    this.#office.store.faults.off();
    await this.#check();
  }

  /** Sends tags, and notes those whose turn was answered. */
  #send(): void {
    const from = this.#chance.below(IDS.length);
    const to = this.#chance.below(IDS.length);
    const tags = Array.from(
      { length: 1 + this.#chance.below(4) },
      () => pairOf(from, to) * BASE + this.#tags++,
    );
    this.#office.get(IDS[from]!).send([IDS[to]!], tags).then(
      () => tags.forEach((tag) => this.#sent.add(tag)),
      () => {},
    );
  }

  #pay(): void {
    const cents = this.#tags++;
    this.#asked.push({ cents, id: this.#chance.pick(IDS), answers: [] });
    this.#payAgain();
  }

  /** Asks again for the last one, or for one of before. */
  #payAgain(): void {
    if (this.#asked.length === 0) return;
    const last = Math.min(3, this.#asked.length);
    const { cents, id, answers } = this.#asked.at(
      -1 - this.#chance.below(last),
    )!;
    const courier = this.#office.get(id).with({
      idempotencyKey: `${cents}`,
      timeoutMs: 1 + this.#chance.below(100),
    });
    courier.pay(cents, "").then(
      ({ count }) => void answers.push(count),
      () => {},
    );
  }

  async #disturb(): Promise<void> {
    const { store } = this.#office;
    const during = this.#chance.pick(["before", "partly", "after"] as const);
    const id = this.#chance.pick(IDS);
    await this.#chance.pick([
      () => void (this.#office = this.#office.crash({ during })),
      () => void this.#office.get(id).poison(),
      () => store.faults.strike("store:lost-commit"),
      () => store.faults.strike("store:failed-commit"),
      () => store.faults.strike("store:failed-read"),
      async () => {
        this.#office = await this.#office.restart();
      },
    ])();
  }

  /** Each send that was committed was taken once, in order, and no other. */
  async #check(): Promise<void> {
    // A commit may still be about to fail.
    await this.#time.advance(60_000);
    for (let round = 0; round < 3; round++) {
      for (const id of IDS) await this.#office.read(id);
      await this.#time.advance(3_600_000);
    }
    const journals = await Promise.all(
      IDS.map((id) => this.#office.read(id)),
    );
    const posted = journals.flatMap((journal) => journal.posted);
    for (const tag of this.#sent) assertEquals(posted.includes(tag), true);
    for (const [to, { taken }] of journals.entries()) {
      for (const [from, { posted }] of journals.entries()) {
        const pair = pairOf(from, to);
        const isOfPair = (tag: number) => Math.floor(tag / BASE) === pair;
        assertEquals(
          taken.filter(isOfPair),
          posted.filter(isOfPair),
          `${IDS[from]} to ${IDS[to]}`,
        );
      }
    }
    this.#checkAnswers(journals.map(({ taken }) => taken));
  }

  #checkAnswers(taken: readonly (readonly number[])[]): void {
    for (const { answers, cents, id } of this.#asked) {
      const effects = taken[IDS.indexOf(id)]!.filter((tag) => tag === cents);
      assertEquals(effects.length <= 1, true, `${cents} had two effects`);
      if (answers.length > 0) assertEquals(effects.length, 1);
      assertEquals(new Set(answers).size <= 1, true, `${cents}: ${answers}`);
    }
  }
}

for (const wire of ["auto", "always"] as const) {
  const title = `promises 20 and 21 hold in random programs, wire ${wire}`;
  Deno.test(title, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const stage = new Stage(wire, seed, true);
      try {
        await new Program(stage).play();
      } catch (cause) {
        throw new Error(`seed ${seed}`, { cause });
      } finally {
        await stage.close();
      }
    }
  });
}
