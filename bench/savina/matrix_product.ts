// Savina 18, Recursive Matrix Multiplication: workers split until blocks are
// small.
import type { Engine } from "@backstage/actors";
import { MatrixMasterProxy } from "../generated/matrix_master_proxy.gen.ts";
import { MatrixWorkerProxy } from "../generated/matrix_worker_proxy.gen.ts";
import type { Context } from "@backstage/actors";
import { verify } from "./verify.ts";

const LENGTH = 256; // Savina: 1,024
const BLOCK = 64; // Savina: 128
const WORKERS = 20;

/** A product of two blocks, which adds to a block of the result. */
export interface Job {
  size: number;
  row: number;
  column: number;
  a: Float64Array<ArrayBuffer>;
  b: Float64Array<ArrayBuffer>;
}

function quarter(
  m: Float64Array,
  size: number,
  row: number,
  column: number,
): Float64Array<ArrayBuffer> {
  const half = size / 2;
  const part = new Float64Array(half * half);
  for (let i = 0; i < half; i++) {
    const from = (row * half + i) * size + column * half;
    part.set(m.subarray(from, from + half), i * half);
  }
  return part;
}

// @generate-proxy
export class MatrixMaster {
  readonly #self: MatrixMasterProxy;
  readonly #workers: MatrixWorkerProxy[];
  readonly #c = new Float64Array(LENGTH * LENGTH);
  #sent = 0;

  constructor(ctx: Context) {
    this.#self = ctx.self(MatrixMasterProxy);
    this.#workers = Array.from(
      { length: WORKERS },
      (_, i) => ctx.getActor(MatrixWorkerProxy, `w${i}`),
    );
  }

  work(job: Job): void {
    this.#workers[this.#sent++ % WORKERS]!.work(job, this.#self);
  }

  part(
    row: number,
    column: number,
    size: number,
    c: Float64Array<ArrayBuffer>,
  ): void {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        this.#c[(row + i) * LENGTH + column + j]! += c[i * size + j]!;
      }
    }
  }

  result(): Float64Array<ArrayBuffer> {
    return this.#c;
  }
}

// @generate-proxy
export class MatrixWorker {
  work(job: Job, master: MatrixMasterProxy): void {
    const { size, row, column, a, b } = job;
    if (size > BLOCK) {
      const half = size / 2;
      for (let i = 0; i < 2; i++) {
        for (let j = 0; j < 2; j++) {
          for (let k = 0; k < 2; k++) {
            master.work({
              size: half,
              row: row + i * half,
              column: column + j * half,
              a: quarter(a, size, i, k),
              b: quarter(b, size, k, j),
            });
          }
        }
      }
      return;
    }
    const c = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < size; k++) {
          sum += a[i * size + k]! * b[k * size + j]!;
        }
        c[i * size + j] = sum;
      }
    }
    master.part(row, column, size, c);
  }
}

export async function playMatrixProduct(engine: Engine): Promise<void> {
  const a = new Float64Array(LENGTH * LENGTH);
  const b = new Float64Array(LENGTH * LENGTH);
  for (let i = 0; i < LENGTH; i++) {
    for (let j = 0; j < LENGTH; j++) {
      a[i * LENGTH + j] = i;
      b[i * LENGTH + j] = j;
    }
  }
  const master = engine.getActor(MatrixMasterProxy, "m");
  master.work({ size: LENGTH, row: 0, column: 0, a, b });
  await engine.run();
  const c = await master.result();
  for (let i = 0; i < LENGTH; i++) {
    for (let j = 0; j < LENGTH; j++) {
      verify(c[i * LENGTH + j] === LENGTH * i * j, "product");
    }
  }
}
