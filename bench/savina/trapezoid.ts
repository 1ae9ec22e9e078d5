// Savina 22, Trapezoidal Approximation: 100 workers, a piece of the integral
// each.
import type { Engine } from "@backstage/actors";
import { AreaWorkerProxy } from "../generated/area_worker_proxy.gen.ts";
import { verify } from "./verify.ts";

const PIECES = 2_000_000; // Savina: 10,000,000
const WORKERS = 100;

function fx(x: number): number {
  const a = Math.sin(Math.pow(x, 3) - 1);
  return a / (x + 1) * Math.sqrt(1 + Math.exp(Math.sqrt(2 * x)));
}

// @generate-proxy
export class AreaWorker {
  work(left: number, right: number, h: number): number {
    const n = Math.round((right - left) / h);
    let area = 0;
    for (let i = 0; i < n; i++) {
      area += (fx(left + i * h) + fx(left + (i + 1) * h)) * 0.5 * h;
    }
    return area;
  }
}

export async function playTrapezoid(engine: Engine): Promise<void> {
  const h = 4 / PIECES;
  const range = 4 / WORKERS;
  const parts = await Promise.all(
    Array.from(
      { length: WORKERS },
      (_, i) =>
        engine.getActor(AreaWorkerProxy, `w${i}`).work(
          1 + i * range,
          1 + (i + 1) * range,
          h,
        ),
    ),
  );
  let sum = 0;
  for (const part of parts) sum += part;
  verify(Math.abs(sum - 0.27108075) < 1e-6, `integral ${sum}`);
}
