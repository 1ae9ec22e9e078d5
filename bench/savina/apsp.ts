// Savina 19, All-Pairs Shortest Path: blocks send their block to row and
// column.
import type { Context, Engine } from "@backstage/actors";
import { ApspBlockProxy } from "../generated/apsp_block_proxy.gen.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const N = 120; // Savina: 300
const B = 30; // Savina: 50
const SIDE = N / B;

function graph(): Int32Array {
  const random = new PseudoRandom(12345);
  const data = new Int32Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = i + 1; j < N; j++) {
      data[i * N + j] = data[j * N + i] = random.below(100) + 1;
    }
  }
  return data;
}

// @generate-proxy
export class ApspBlock {
  readonly #row: number;
  readonly #column: number;
  #data = new Int32Array(0);
  #k = -1;
  #neighbours: ApspBlockProxy[] = [];
  readonly #received = new Map<number, Map<number, Int32Array>>();

  constructor(ctx: Context) {
    const id = Number(ctx.actorId);
    this.#row = Math.floor(id / SIDE);
    this.#column = id % SIDE;
  }

  begin(data: Int32Array<ArrayBuffer>, neighbours: ApspBlockProxy[]): void {
    this.#data = data;
    this.#neighbours = neighbours;
  }

  start(): void {
    this.#notify();
  }

  result(k: number, block: number, data: Int32Array<ArrayBuffer>): void {
    const round = this.#received.get(k) ?? new Map();
    this.#received.set(k, round);
    round.set(block, data);
    for (;;) {
      const ready = this.#received.get(this.#k);
      if (ready?.size !== this.#neighbours.length) return;
      this.#received.delete(this.#k);
      this.#k++;
      this.#compute(ready);
      if (this.#k === N - 1) return;
      this.#notify();
    }
  }

  data(): Int32Array<ArrayBuffer> {
    return this.#data;
  }

  #notify(): void {
    const id = this.#row * SIDE + this.#column;
    for (const neighbour of this.#neighbours) {
      neighbour.result(this.#k, id, this.#data);
    }
  }

  #compute(from: Map<number, Int32Array>): void {
    const k = this.#k;
    const at = Math.floor(k / B);
    const old = this.#data;
    const inRow = at === this.#column ? old : from.get(this.#row * SIDE + at)!;
    const inColumn = at === this.#row
      ? old
      : from.get(at * SIDE + this.#column)!;
    const fresh = new Int32Array(B * B);
    for (let i = 0; i < B; i++) {
      const left = inRow[i * B + k % B]!;
      for (let j = 0; j < B; j++) {
        fresh[i * B + j] = Math.min(
          old[i * B + j]!,
          left + inColumn[k % B * B + j]!,
        );
      }
    }
    this.#data = fresh;
  }
}

export async function playApsp(engine: Engine): Promise<void> {
  const data = graph();
  const actors = Array.from(
    { length: SIDE * SIDE },
    (_, i) => engine.getActor(ApspBlockProxy, String(i)),
  );
  await Promise.all(actors.map((actor, id) => {
    const row = Math.floor(id / SIDE);
    const column = id % SIDE;
    const block = new Int32Array(B * B);
    for (let i = 0; i < B; i++) {
      for (let j = 0; j < B; j++) {
        block[i * B + j] = data[(row * B + i) * N + column * B + j]!;
      }
    }
    const others = actors.filter((_, o) =>
      o !== id && (Math.floor(o / SIDE) === row || o % SIDE === column)
    );
    return actor.begin(block, others);
  }));
  for (const actor of actors) actor.start();
  await engine.run();
  for (let k = 0; k < N; k++) {
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        data[i * N + j] = Math.min(
          data[i * N + j]!,
          data[i * N + k]! + data[k * N + j]!,
        );
      }
    }
  }
  const blocks = await Promise.all(actors.map((actor) => actor.data()));
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      const block = blocks[Math.floor(i / B) * SIDE + Math.floor(j / B)]!;
      verify(block[i % B * B + j % B] === data[i * N + j], "path");
    }
  }
}
