import { type Context, ExpectedError, type State } from "@backstage/actors";
import { RecorderProxy } from "./generated/recorder_proxy.gen.ts";

/** What a ledger keeps. */
export interface Account {
  cents: number;
  notes: string[];
}

/** The values that ledgers have handed out. */
export const leaked: Account[] = [];
/** What looks at a ledger's state when no turn is under way. */
export const later: (() => number)[] = [];

// @generate-proxy
/** A durable actor that does with its state what a test asks for. */
export class Ledger {
  readonly #account: State<Account>;
  readonly #visits: State<number>;
  readonly #ctx: Context;
  #built = 0;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#account = ctx.state("account", (): Account => ({
      cents: 0,
      notes: [],
    }));
    this.#visits = ctx.state("visits", () => 0);
    this.#built = this.#account.value.cents;
  }

  deposit(cents: number, note: string): number {
    const account = this.#account.value;
    account.cents += cents;
    account.notes.push(note);
    return account.cents;
  }

  visit(): void {
    this.#visits.value++;
  }

  read(): Account {
    return this.#account.value;
  }

  visits(): number {
    return this.#visits.value;
  }

  /** What the account held when this object was built. */
  builtWith(): number {
    return this.#built;
  }

  fail(cents: number): void {
    this.#account.value.cents += cents;
    throw new Error("it failed after a change");
  }

  refuse(cents: number): void {
    this.#account.value.cents += cents;
    throw new ExpectedError("refused after a change", { code: "refused" });
  }

  failUnchanged(): void {
    throw new Error("it failed before a change");
  }

  async slowDeposit(cents: number, ms: number): Promise<number> {
    const account = this.#account.value;
    account.cents += cents;
    await this.#ctx.sleep(ms);
    return account.cents;
  }

  tell(recorder: string, what: string, cents: number): void {
    void this.#ctx.getActor(RecorderProxy, recorder).record(what, cents);
    this.#account.value.cents += cents;
  }

  async askAfterChange(recorder: string): Promise<number> {
    this.#account.value.cents += 1;
    return (await this.#ctx.getActor(RecorderProxy, recorder).entries()).length;
  }

  async askBeforeChange(recorder: string): Promise<number> {
    const seen = await this.#ctx.getActor(RecorderProxy, recorder).entries();
    this.#account.value.cents += seen.length;
    return this.#account.value.cents;
  }

  async commitThenAsk(recorder: string): Promise<number> {
    this.#account.value.cents += 1;
    await this.#ctx.commit();
    return (await this.#ctx.getActor(RecorderProxy, recorder).entries()).length;
  }

  publish(stream: string, text: string): void {
    this.#account.value.cents += 1;
    void this.#ctx.getStream<string>(stream).next(text);
  }

  async *steps(count: number): AsyncGenerator<number, void, void> {
    for (let left = count; left > 0; left--) {
      this.#account.value.cents += 1;
      await Promise.resolve();
      yield this.#account.value.cents;
    }
  }

  /** Hands out its value, as code does that forgets whose it is. */
  leak(): void {
    leaked.push(this.#account.value);
  }

  /** Lets code look that belongs to no turn once this one is over. */
  lookLater(): void {
    later.push(() => this.#account.value.cents);
  }

  grow(bytes: number): void {
    this.#account.value.notes.push("x".repeat(bytes));
  }

  spoil(): void {
    Reflect.set(this.#account.value, "cents", "many");
  }

  erase(): void {
    this.#ctx.erase();
  }
}
