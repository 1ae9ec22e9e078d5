import { CofferProxy } from "../../cast/generated/coffer_proxy.gen.ts";
import type { Kind } from "./history.ts";
import { CALL_MS, Lane, type LaneOptions } from "./lane.ts";

/** One in so many answered operations is asked for again under its key. */
const REPEATED = 12;

/** What a lane asks of its coffer. */
interface Operation {
  readonly kind: Kind;
  readonly number: number;
  readonly parts: readonly [cents: number, to: string];
}

/** Puts money into one coffer, and sends some of it to others. */
export class CofferLane extends Lane {
  readonly #coffers: readonly string[];

  constructor(options: LaneOptions, coffers: readonly string[]) {
    super(options);
    this.#coffers = coffers;
  }

  protected override async step(): Promise<void> {
    const { chance } = this.options;
    const kind = chance.below(2) === 0 ? "deposit" : "transfer";
    const operation: Operation = {
      kind,
      number: this.next(),
      parts: [1 + chance.below(100), chance.pick(this.#coffers)],
    };
    if (chance.below(4) === 0) {
      await this.ask(
        { ...operation, isKeyed: false },
        () => this.#call(operation, false),
      );
      return;
    }
    const call = () => this.#call(operation, true);
    const answer = await this.insist(operation, call);
    if (answer !== null && chance.below(REPEATED) === 0) {
      // The answer must be the same; a check compares them.
      await this.ask({ ...operation, isKeyed: true }, call);
    }
  }

  #call(operation: Operation, isKeyed: boolean): PromiseLike<unknown> {
    const { actor, engine, name, tooth } = this.options;
    const { kind, number, parts: [cents, to] } = operation;
    const coffer = engine.getActor(CofferProxy, actor).with({
      timeoutMs: CALL_MS,
      ...(isKeyed && tooth !== "keyless"
        ? { idempotencyKey: `${name}/${number}` }
        : {}),
    });
    if (kind === "deposit") return coffer.deposit(name, number, cents);
    return tooth === "carrier"
      ? coffer.transferLoosely(name, number, cents, to)
      : coffer.transfer(name, number, cents, to);
  }
}
