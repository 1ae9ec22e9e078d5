import { SimulatedRuntime } from "../../../src/testing/simulated_runtime.ts";
import { MemoryBucket } from "../../../src/cluster/memory/bucket.ts";
import { MemoryLeases } from "../../../src/cluster/memory/leases.ts";
import { leasesContract } from "./contract.ts";
import type { LeasesPlace } from "./session.ts";

function openPlace(): LeasesPlace {
  const bucket = new MemoryBucket(new SimulatedRuntime());
  const all: MemoryLeases[] = [];
  return {
    connect() {
      const leases = new MemoryLeases(bucket);
      all.push(leases);
      return leases;
    },
    cut: () => all.forEach((leases) => leases.cut()),
    mend: () => all.forEach((leases) => leases.mend()),
  };
}

leasesContract("MemoryLeases", openPlace);
