import type { ActorProxy, Engine, ProxyClass } from "@backstage/actors";
import {
  type ClusterSimulation,
  type FaultRates,
  simulate,
  simulateCluster,
} from "@backstage/actors/testing";

/** A run of a promise's test: one engine, or a node of several. */
export interface Play {
  /** The engine that is asked: in a cluster any that runs, now and then. */
  readonly engine: Engine;
  /** Lets faults strike that come as time passes. */
  rest(): Promise<void>;
  /** Ends all that is wrong, and waits until what was on its way is over. */
  calm(): Promise<void>;
}

/** What is simulated. */
export interface SimulatedPromise {
  /** Of one engine; a cluster's store has the same. */
  readonly faults: FaultRates;
  readonly actors: readonly ProxyClass<ActorProxy>[];
}

const SEEDS = 100;
const CLUSTER_SEEDS = 50;

/** Longer than any send is tried. */
const AT_LAST_MS = 3_600_000;
/** Longer than a lease, and than any pause between two tries. */
const CLUSTER_AT_LAST_MS = 180_000;

/** What goes wrong in a cluster beside what does in its store. */
const CLUSTER_FAULTS: FaultRates = {
  "node:crash": 0.15,
  "node:leave": 0.1,
  "net:lost": 0.03,
  "net:late": 0.1,
  "net:twice": 0.05,
};

/** Registers a promise's test on each wire, for many seeds, with faults. */
export function simulatePromise(
  title: string,
  promise: SimulatedPromise,
  body: (play: Play) => Promise<void>,
): void {
  const { actors, faults } = promise;
  for (const wire of ["auto", "always"] as const) {
    Deno.test(`${title} (wire ${wire})`, async () => {
      await simulate(
        { seeds: SEEDS, faults, wire, engine: { actors } },
        (sim) =>
          body({
            get engine() {
              return sim.engine;
            },
            rest: () => Promise.resolve(),
            calm() {
              sim.faults.off();
              return sim.advance(AT_LAST_MS);
            },
          }),
      );
    });
  }
  Deno.test(`${title} (wire cluster)`, async () => {
    const { crash: _, ...others } = faults;
    await simulateCluster(
      {
        seeds: CLUSTER_SEEDS,
        nodes: 2,
        clients: 1,
        actors,
        faults: { ...others, ...CLUSTER_FAULTS },
      },
      (sim) => body(playOn(sim)),
    );
  });
}

function playOn(sim: ClusterSimulation): Play {
  const { advance, nodes, random } = sim;
  return {
    get engine() {
      const running = nodes.filter(({ state }) => state === "running");
      const some = running.length === 0 ? nodes : running;
      return some[Math.floor(random() * some.length)]!.engine;
    },
    rest: () => advance(random() * 3_000),
    async calm() {
      sim.heal();
      await advance(CLUSTER_AT_LAST_MS);
    },
  };
}
