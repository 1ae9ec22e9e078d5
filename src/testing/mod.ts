/**
 * Time and chance under control, for tests of programs that use actors.
 *
 * @module
 */
export {
  type DriverFaultName,
  FaultError,
  type FaultName,
  type FaultRates,
  type FaultSwitches,
} from "./simulate/faults.ts";
export type {
  SimulateOptions,
  SimulationStrategy,
} from "./simulate/options.ts";
export {
  type FailedSchedule,
  SimulationError,
  type SimulationErrorOptions,
  type SimulationTrace,
} from "./simulate/report.ts";
export { simulate } from "./simulate/simulate.ts";
export type { Scenario, Simulation } from "./simulate/simulation.ts";
export type { SimulationSummary } from "./simulate/summary.ts";
export {
  SimulatedRuntime,
  type SimulatedRuntimeOptions,
} from "./simulated_runtime.ts";
