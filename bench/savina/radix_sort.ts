// Savina 21, Radix Sort: a chain of actors, one for each bit.
import type { Engine } from "@backstage/actors";
import { RadixSinkProxy } from "../generated/radix_sink_proxy.gen.ts";
import { RadixSorterProxy } from "../generated/radix_sorter_proxy.gen.ts";
import { RadixSourceProxy } from "../generated/radix_source_proxy.gen.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const N = 50_000; // Savina: 100,000, which the default inbox refuses
const BITS = 28; // Savina: 60

// @generate-proxy
export class RadixSource {
  flood(n: number, first: RadixSorterProxy): void {
    const random = new PseudoRandom(2048);
    for (let i = 0; i < n; i++) first.value(random.next() % 2 ** BITS);
  }
}

// @generate-proxy
export class RadixSorter {
  #radix = 0;
  #total = 0;
  #sofar = 0;
  #next!: RadixSorterProxy | RadixSinkProxy;
  readonly #kept: number[] = [];

  begin(
    total: number,
    radix: number,
    next: RadixSorterProxy | null,
    sink: RadixSinkProxy,
  ): void {
    this.#total = total;
    this.#radix = radix;
    this.#next = next ?? sink;
  }

  value(n: number): void {
    if ((n & this.#radix) === 0) this.#next.value(n);
    else this.#kept.push(n);
    if (++this.#sofar === this.#total) {
      for (const kept of this.#kept) this.#next.value(kept);
    }
  }
}

// @generate-proxy
export class RadixSink {
  #last = -1;
  #count = 0;
  #misplaced = 0;

  value(n: number): void {
    if (n < this.#last) this.#misplaced++;
    this.#last = n;
    this.#count++;
  }

  result(): [number, number] {
    return [this.#count, this.#misplaced];
  }
}

export async function playRadixSort(engine: Engine): Promise<void> {
  const sink = engine.getActor(RadixSinkProxy, "sink");
  let next: RadixSorterProxy | null = null;
  for (let bit = BITS - 1; bit >= 0; bit--) {
    const sorter = engine.getActor(RadixSorterProxy, `bit ${bit}`);
    await sorter.begin(N, 2 ** bit, next, sink);
    next = sorter;
  }
  engine.getActor(RadixSourceProxy, "source").flood(N, next!);
  await engine.run();
  const [count, misplaced] = await sink.result();
  verify(
    count === N && misplaced === 0,
    `sorted ${count}, ${misplaced} misplaced`,
  );
}
