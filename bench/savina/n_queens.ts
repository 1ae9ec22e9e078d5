// Savina 24, N-Queens first N solutions: a master hands boards to 20 workers.
import type { Context, Engine } from "@backstage/actors";
import { QueensMasterProxy } from "../generated/queens_master_proxy.gen.ts";
import { QueensWorkerProxy } from "../generated/queens_worker_proxy.gen.ts";
import { verify } from "./verify.ts";

const SIZE = 10; // Savina: 12
const THRESHOLD = 4;
const WORKERS = 20;
const SOLUTIONS = 724;

function valid(board: readonly number[]): boolean {
  for (let i = 0; i < board.length; i++) {
    for (let j = i + 1; j < board.length; j++) {
      const p = board[i]!;
      const q = board[j]!;
      if (q === p || q === p - (j - i) || q === p + (j - i)) return false;
    }
  }
  return true;
}

// @generate-proxy
export class QueensMaster {
  readonly #ctx: Context;
  readonly #self: QueensMasterProxy;
  readonly #workers: QueensWorkerProxy[] = [];
  #sent = 0;
  #completed = 0;
  #solutions = 0;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#self = ctx.self(QueensMasterProxy);
  }

  start(): void {
    for (let i = 0; i < WORKERS; i++) {
      this.#workers.push(this.#ctx.getActor(QueensWorkerProxy, `w${i}`));
    }
    this.work([]);
  }

  work(board: number[]): void {
    this.#workers[this.#sent++ % WORKERS]!.work(board, this.#self);
  }

  solution(): void {
    this.#solutions++;
  }

  done(): void {
    this.#completed++;
  }

  result(): { solutions: number; open: number } {
    return { solutions: this.#solutions, open: this.#sent - this.#completed };
  }
}

// @generate-proxy
export class QueensWorker {
  work(board: number[], master: QueensMasterProxy): void {
    if (board.length >= THRESHOLD) {
      this.#sequential(board, master);
    } else {
      for (let i = 0; i < SIZE; i++) {
        const next = [...board, i];
        if (valid(next)) master.work(next);
      }
    }
    master.done();
  }

  #sequential(board: number[], master: QueensMasterProxy): void {
    if (board.length === SIZE) return void master.solution();
    for (let i = 0; i < SIZE; i++) {
      const next = [...board, i];
      if (valid(next)) this.#sequential(next, master);
    }
  }
}

export async function playNQueens(engine: Engine): Promise<void> {
  const master = engine.getActor(QueensMasterProxy, "m");
  master.start();
  await engine.run();
  const { solutions, open } = await master.result();
  verify(solutions === SOLUTIONS && open === 0, `solutions ${solutions}`);
}
