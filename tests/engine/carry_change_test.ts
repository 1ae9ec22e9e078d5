import { assertEquals } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

interface Box {
  [name: string]: unknown;
}

const box = new AsyncLocalStorage<Box>();

/** What code may do to a value between two calls. */
const CHANGES: Readonly<Record<string, (value: Box) => void>> = {
  "sets a member": (value) => void (value["name"] = "bob"),
  "adds a member": (value) => void (value["age"] = 7),
  "removes a member": (value) => void delete value["name"],
  "renames a member": (value) => {
    delete value["name"];
    value["title"] = "ann";
  },
  "sets a part of a part": (value) => {
    (value["list"] as Box[])[0]!["x"] = 2;
  },
  "adds to a list": (value) => void (value["list"] as unknown[]).push(3),
  "makes a list shorter": (value) => void (value["list"] as unknown[]).pop(),
  "puts a list in an object's place": (value) => void (value["part"] = []),
  "puts a map in an object's place": (value) => {
    value["part"] = new Map([["a", 1]]);
  },
  "puts nothing in its place": (value) => void (value["part"] = null),
  "changes the sign of zero": (value) => void (value["zero"] = -0),
  "changes nothing": () => {},
};

for (const [what, change] of Object.entries(CHANGES)) {
  testEverywhere(
    `EngineOptions.carry brings what a value is when code ${what}`,
    async (stage) => {
      const engine = stage.open({ carry: { box } });
      stage.cast("a", { ask: () => box.getStore() });
      const a = engine.getActor(PuppetProxy, "a");
      const value: Box = {
        name: "ann",
        zero: 0,
        part: {},
        list: [{ x: 1 }, "text"],
      };
      const calls = box.run(value, () => {
        const before = a.ask(1);
        const expected = structuredClone(value);
        change(value);
        return [[before, expected], [a.ask(1), structuredClone(value)]];
      });
      for (const [call, expected] of calls as [Promise<Box>, Box][]) {
        assertEquals(await stage.finish(call), expected);
      }
    },
  );
}
