import { ClusterError } from "../../base/cluster_error.ts";
import type { Runtime } from "../../base/runtime.ts";

/** Asks, and rejects where there is no answer in time, or until it is over. */
export function askWithin<Answer>(
  runtime: Runtime,
  timeoutMs: number,
  over: AbortSignal,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (over.aborted) return reject(over.reason);
    const forget = (): void => {
      timer.cancel();
      over.removeEventListener("abort", end);
    };
    const end = (): void => {
      forget();
      reject(over.reason);
    };
    const timer = runtime.setTimer(timeoutMs, () => {
      forget();
      reject(makeTimeoutError(timeoutMs));
    });
    over.addEventListener("abort", end);
    ask().then(resolve, reject).finally(forget);
  });
}

/** Resolves after a while, or as soon as it is over. */
export function pause(
  runtime: Runtime,
  delayMs: number,
  over: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) return resolve();
    const end = (): void => {
      timer.cancel();
      over.removeEventListener("abort", end);
      resolve();
    };
    const timer = runtime.setTimer(delayMs, end);
    over.addEventListener("abort", end);
  });
}

function makeTimeoutError(timeoutMs: number): ClusterError {
  const message = "Cannot ask the cluster's bucket: it has not answered for " +
    `${timeoutMs} ms`;
  return new ClusterError(message, { code: "unreachable" });
}
