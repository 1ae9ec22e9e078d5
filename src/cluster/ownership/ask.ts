import { ClusterError } from "../../base/cluster_error.ts";
import type { Runtime } from "../../base/runtime.ts";

/** Asks, and rejects where there is no answer in time. */
export function askWithin<Answer>(
  runtime: Runtime,
  timeoutMs: number,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = runtime.setTimer(timeoutMs, () => {
      const message = `Cannot ask the cluster's bucket: it has not answered ` +
        `for ${timeoutMs} ms`;
      reject(new ClusterError(message, { code: "unreachable" }));
    });
    ask().then(resolve, reject).finally(() => timer.cancel());
  });
}

/** Resolves after a while. */
export function pause(runtime: Runtime, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    runtime.setTimer(delayMs, resolve);
  });
}
