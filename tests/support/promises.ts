import {
  type Body,
  ONE_MACHINE,
  testEverywhere,
  testOnBothWires,
  type Wire,
} from "./stage.ts";

/** What is promised holds across machines, unless its test says otherwise. */
const WIRES: readonly Wire[] = [...ONE_MACHINE, "cluster"];

/** Registers the test of a promise in both kinds of time, on each wire. */
export function testPromise(
  title: string,
  body: Body,
  wires: readonly Wire[] = WIRES,
): void {
  testEverywhere(title, body, wires);
}

/** Registers the test of a promise that says what time it is, on each wire. */
export function testTimedPromise(
  title: string,
  body: Body,
  wires: readonly Wire[] = WIRES,
): void {
  testOnBothWires(title, body, wires);
}
