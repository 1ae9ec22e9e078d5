import { Clock } from "../../../src/testing/simulate/clock.ts";
import { Chance } from "../../../src/testing/simulate/chance.ts";
import { setImmediate } from "node:timers";
import type { RuntimeTimer } from "../../../src/base/runtime.ts";
import { testRuntime } from "../../contract/runtime.ts";

/** Goes on by itself where it need not wait for time, as a run has it do. */
class DrivenClock extends Clock {
  override setTimer(delayMs: number, callback: () => void): RuntimeTimer {
    if (delayMs <= 0) setImmediate(() => this.fireImmediates());
    return super.setTimer(delayMs, callback);
  }

  override awaitIo(callback: () => void): void {
    super.awaitIo(callback);
    setImmediate(() => this.resume(() => 0));
  }
}

testRuntime("Clock", () => {
  const chance = new Chance(1, 0);
  const runtime = new DrivenClock({
    random: () => chance.next(),
    choose: (ready) => chance.below(ready),
    mayRun: () => true,
  }, 0);
  const pass = async (ms: number): Promise<void> => {
    const end = runtime.now() + ms;
    do {
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (runtime.moveOn(end, () => 0));
  };
  return { runtime, pass };
});
