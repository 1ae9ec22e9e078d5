// A bill a month, for years: a reminder is kept, and wakes its actor.
import { type Context, type State } from "@backstage/actors";
import { cron } from "@backstage/actors/cron";
import { memoryStore, testEngine } from "@backstage/actors/testing";
import { MailroomProxy } from "./generated/mailroom_proxy.gen.ts";
import { SubscriptionProxy } from "./generated/subscription_proxy.gen.ts";

/** What a customer has asked for, and what was billed so far. */
export interface Plan {
  cents: number;
  bills: number;
}

// @generate-proxy
export class Subscription {
  readonly #ctx: Context;
  readonly #plan: State<Plan | null>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#plan = ctx.state("plan", (): Plan | null => null);
  }

  /** Bills a customer from now on, or another amount than before. */
  start(cents: number): void {
    const bills = this.#plan.value?.bills ?? 0;
    this.#plan.value = { cents, bills };
    // Said again as it is, it goes on as it was.
    this.#ctx.remind("bill", SubscriptionProxy.Method.bill, {
      cron: "0 9 1 * *",
      timeZone: "Europe/Berlin",
      // Of months in which no engine ran, each is billed.
      missed: "all",
    });
  }

  /** Bills a month: the tick, the number and the letter are one commit. */
  bill(): void {
    const plan = this.#plan.value;
    if (plan === null) return;
    plan.bills++;
    const mailroom = this.#ctx.getActor(MailroomProxy, "main");
    mailroom.send(`${this.#ctx.actorId}: bill ${plan.bills}, ${plan.cents}`);
  }

  /** Bills no more. */
  cancel(): void {
    this.#ctx.forget("bill");
    this.#plan.value = null;
  }

  /** When the next bill is due, in milliseconds since the epoch. */
  dueAt(): number | null {
    return this.#ctx.reminders()[0]?.dueAt ?? null;
  }
}

/** Sends letters, each once, in the order in which they came. */
// @generate-proxy
export class Mailroom {
  readonly #ctx: Context;
  readonly #sent: State<string[]>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#sent = ctx.state("sent", (): string[] => []);
  }

  send(letter: string): void {
    const day = new Date(this.#ctx.now()).toISOString().slice(0, 16);
    this.#sent.value.push(`${day} ${letter}`);
  }

  sent(): readonly string[] {
    return this.#sent.value;
  }
}

if (import.meta.main) {
  // A program has `new Engine({ store: sqlite("bills.db"), actors, cron })`,
  // and no such clock: here, months take no time.
  await using engine = testEngine({
    store: memoryStore(),
    actors: [SubscriptionProxy, MailroomProxy],
    cron,
    startMs: Date.parse("2027-01-15"),
  });
  const ann = engine.getActor(SubscriptionProxy, "ann");
  await ann.start(900);
  await engine.advance(100 * 24 * 3_600_000);
  await ann.cancel();
  await engine.advance(100 * 24 * 3_600_000);
  const letters = await engine.getActor(MailroomProxy, "main").sent();
  for (const letter of letters) console.log(letter);
}
