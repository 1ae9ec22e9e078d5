/**
 * Time and chance under control, for tests of programs that use actors.
 *
 * @module
 */
export {
  SimulatedRuntime,
  type SimulatedRuntimeOptions,
} from "./simulated_runtime.ts";
