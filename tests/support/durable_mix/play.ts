import type { Interceptor } from "@backstage/actors";
import {
  type FaultRates,
  simulate,
  type SimulateOptions,
  type SimulationSummary,
} from "@backstage/actors/testing";
import { ChainSafeProxy } from "../../cast/generated/chain_safe_proxy.gen.ts";
import { IdleSafeProxy } from "../../cast/generated/idle_safe_proxy.gen.ts";
import {
  ResumedSafeProxy,
} from "../../cast/generated/resumed_safe_proxy.gen.ts";
import { SafeProxy } from "../../cast/generated/safe_proxy.gen.ts";
import { watched } from "../../cast/safe.ts";
import { cast } from "../cast.ts";
import { DurableMix, MAX_UNCOMMITTED } from "./mix.ts";
import { user } from "./plan.ts";

/** Crashes, and a store that takes its time. */
const CRASHES: FaultRates = { crash: 0.02, "store:slow": 0.3 };

/** What else goes wrong with actors, and with a store. */
const FAULTS: FaultRates = {
  crash: 0.01,
  deactivate: 0.03,
  delayTurn: 0.02,
  throwBefore: 0.01,
  throwAfter: 0.02,
  "store:slow": 0.3,
  "store:failed-commit": 0.03,
  "store:lost-commit": 0.03,
  "store:failed-read": 0.02,
  "store:silent-commit": 0.003,
};

const ENGINE: NonNullable<SimulateOptions["engine"]> = {
  drainTimeoutMs: 1_000,
  carry: { user },
  maxUncommitted: MAX_UNCOMMITTED,
  actors: [SafeProxy, ChainSafeProxy, IdleSafeProxy, ResumedSafeProxy],
};

/** Has every turn go on after its method, and every call be seen. */
const SURROUNDING: Interceptor = {
  incoming: async (_turn, next) => await next(),
  outgoing: (_call, next) => next(),
};

/** How the durable mix is simulated unless a way says otherwise. */
export const DURABLE_MIX: SimulateOptions = { faults: FAULTS, engine: ENGINE };

/** The ways in which a seed of the durable mix is played, by name. */
export const DURABLE_WAYS: ReadonlyMap<string, SimulateOptions> = new Map(
  (["auto", "always"] as const).flatMap((wire) =>
    (["random", "pct"] as const).flatMap((strategy) =>
      [CRASHES, FAULTS].map((faults): [string, SimulateOptions] => [
        `wire ${wire}, ${strategy}, ${
          faults === FAULTS ? "all faults" : "crashes"
        }`,
        {
          wire,
          strategy,
          faults,
          engine: strategy === "pct"
            ? { ...ENGINE, interceptors: [SURROUNDING] }
            : ENGINE,
        },
      ])
    )
  ),
);

/** Plays the durable mix for seeds; throws what the model says is wrong. */
export async function playDurableMix(
  options: SimulateOptions,
): Promise<SimulationSummary> {
  const { faults = FAULTS } = options;
  try {
    return await simulate({ ...DURABLE_MIX, ...options }, async (sim) => {
      const problems = await new DurableMix(sim, faults).play();
      if (problems.length > 0) throw new Error(problems.join("; "));
    });
  } finally {
    watched.by = null;
    cast.clear();
  }
}
