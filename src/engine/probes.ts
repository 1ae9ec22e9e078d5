import type { Probe } from "../actor/host.ts";
import { coreOf, type Engine } from "./engine.ts";

/** Shows arrivals and turns to a probe; returns a function that ends it. */
export function attachProbe(engine: Engine, probe: Probe): () => void {
  const { probes, registry } = coreOf(engine);
  probes.push(probe);
  for (const resident of registry) resident.watchArrivals();
  return () => {
    const at = probes.indexOf(probe);
    if (at < 0) return;
    probes.splice(at, 1);
    for (const resident of registry) resident.watchArrivals();
  };
}
