/**
 * Time and chance under control, for tests of programs that use actors.
 *
 * @module
 */
export type {
  StoreFaultName,
  StoreFaultRates,
  StoreFaultSource,
  StoreFaultSwitches,
} from "../store/memory/faults.ts";
export type {
  CrashOptions,
  MemoryStoreOptions,
} from "../store/memory/options.ts";
export type { KeptState } from "../store/memory/states.ts";
export type { MemoryStore } from "../store/memory/memory_store.ts";
export { memoryStore } from "../store/memory/store_in_memory.ts";
export type {
  ClusterFaultName,
  ClusterFaultRates,
  ClusterFaultSwitches,
} from "./cluster/faults.ts";
export {
  type MemoryCluster,
  memoryCluster,
  type MemoryNodeOptions,
} from "./cluster/memory_cluster.ts";
export type { ClusterNetwork } from "./cluster/network.ts";
export type { MemoryClusterOptions } from "./cluster/options.ts";
export type { SimulateClusterOptions } from "./simulate/cluster_options.ts";
export type {
  ClusterScenario,
  ClusterSimulation,
  NodeCrashOptions,
  NodeState,
  SimulatedNode,
} from "./simulate/cluster_simulation.ts";
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
export { simulateCluster } from "./simulate/simulate_cluster.ts";
export type { Scenario, Simulation } from "./simulate/simulation.ts";
export type { SimulationSummary } from "./simulate/summary.ts";
export { type StoreClause, storeContract } from "./store/contract.ts";
export type { StoreHarness } from "./store/store_session.ts";
export {
  SimulatedRuntime,
  type SimulatedRuntimeOptions,
} from "./simulated_runtime.ts";
export type {
  AnswerOf,
  ArgumentsOf,
  ResultOf,
  TypedProxyClass,
} from "./unit/actor_class.ts";
export type { LoggedLine } from "./unit/logged.ts";
export type { TestEngineOptions } from "./unit/options.ts";
export type { Probe, ProbedCall, ProbedMethodCall } from "./unit/probe.ts";
export type { EventFilter, EventOf } from "./unit/seen_events.ts";
export type { StubMethods, StubSource } from "./unit/stubs.ts";
export { testEngine } from "./unit/open_engine.ts";
export type { TestEngine } from "./unit/test_engine.ts";
