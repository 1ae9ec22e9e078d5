import { SlotProxy } from "../../cast/generated/slot_proxy.gen.ts";
import { CALL_MS, Lane, type LaneOptions } from "./lane.ts";

/** Lanes of one run; each writes numbers that no other one writes. */
const MAX_LANES = 1_024;

/** Reads and writes one register. */
export class SlotLane extends Lane {
  readonly #place: number;
  #known = 0;

  /** Its place is its number among the lanes of all clients. */
  constructor(options: LaneOptions, place: number) {
    super(options);
    this.#place = place;
  }

  protected override async step(): Promise<void> {
    const { actor, chance, engine, tooth } = this.options;
    const slot = engine.getActor(SlotProxy, actor)
      .with({ timeoutMs: CALL_MS });
    const number = this.next();
    const value = number * MAX_LANES + this.#place;
    const kind = chance.pick(["read", "read", "swap", "write"] as const);
    const plain = { number, isKeyed: false };
    if (kind === "read") {
      const { value: read } = await this.ask(
        { ...plain, kind, parts: [] },
        () => tooth === "cached" ? slot.recall() : slot.read(),
      );
      if (typeof read === "number") this.#known = read;
      return;
    }
    if (kind === "write") {
      await this.ask(
        { ...plain, kind, parts: [value] },
        () => slot.write(value),
      );
      return;
    }
    const expected = this.#known;
    const { value: found } = await this.ask(
      { ...plain, kind, parts: [expected, value] },
      () => slot.swap(expected, value),
    );
    if (typeof found === "number") this.#known = found;
  }
}
