import { systemRuntime } from "../../src/base/runtime.ts";
import { testRuntime } from "../contract/runtime.ts";

testRuntime("systemRuntime", () => ({
  runtime: systemRuntime,
  pass: (ms) =>
    new Promise((resolve) => void systemRuntime.setTimer(ms, resolve)),
}));
