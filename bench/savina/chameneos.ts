// Savina 6, Chameneos: 100 creatures meet in a mall, which passes references
// on.
import type { Context, Engine } from "@backstage/actors";
import { ChameneoProxy } from "../generated/chameneo_proxy.gen.ts";
import { MallProxy } from "../generated/mall_proxy.gen.ts";
import { verify } from "./verify.ts";

const CHAMENEOS = 100;
const MEETINGS = 200_000;
export type Colour = "red" | "yellow" | "blue" | "faded";
const COLOURS = ["red", "yellow", "blue"] as const;

function complement(a: Colour, b: Colour): Colour {
  if (a === b) return a;
  return COLOURS.find((c) => c !== a && c !== b)!;
}

// @generate-proxy
export class Mall {
  #left = 0;
  #faded = 0;
  #sum = 0;
  #waiting: ChameneoProxy | undefined;

  open(meetings: number): void {
    this.#left = meetings;
  }

  meet(colour: Colour, sender: ChameneoProxy): void {
    if (this.#left === 0) {
      sender.exit();
    } else if (this.#waiting) {
      this.#left--;
      this.#waiting.meet(colour, sender);
      this.#waiting = undefined;
    } else {
      this.#waiting = sender;
    }
  }

  count(meetings: number): void {
    this.#faded++;
    this.#sum += meetings;
  }

  result(): { faded: number; sum: number } {
    return { faded: this.#faded, sum: this.#sum };
  }
}

// @generate-proxy
export class Chameneo {
  readonly #self: ChameneoProxy;
  #mall!: MallProxy;
  #colour: Colour = "red";
  #meetings = 0;

  constructor(ctx: Context) {
    this.#self = ctx.self(ChameneoProxy);
  }

  start(mall: MallProxy, colour: Colour): void {
    this.#mall = mall;
    this.#colour = colour;
    mall.meet(colour, this.#self);
  }

  meet(other: Colour, sender: ChameneoProxy): void {
    this.change(complement(this.#colour, other));
    sender.change(this.#colour);
  }

  change(colour: Colour): void {
    this.#colour = colour;
    this.#meetings++;
    this.#mall.meet(colour, this.#self);
  }

  exit(): void {
    this.#colour = "faded";
    this.#mall.count(this.#meetings);
  }
}

export async function playChameneos(engine: Engine): Promise<void> {
  const mall = engine.getActor(MallProxy, "mall");
  mall.open(MEETINGS);
  for (let i = 0; i < CHAMENEOS; i++) {
    engine.getActor(ChameneoProxy, `c${i}`).start(mall, COLOURS[i % 3]!);
  }
  await engine.run();
  const { faded, sum } = await mall.result();
  verify(
    sum === 2 * MEETINGS && faded >= CHAMENEOS - 1,
    `meetings ${sum} ${faded}`,
  );
}
