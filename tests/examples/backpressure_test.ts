import { assertEquals, assertRejects } from "@std/assert";
import { InboxFullError } from "@backstage/actors";
import { DisplayProxy } from "../../examples/generated/display_proxy.gen.ts";
import { PrinterProxy } from "../../examples/generated/printer_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

const refusal =
  'not-run: Cannot call "Printer/hasty".print: inbox is full at 3 envelopes';

testOutput("backpressure", [
  refusal,
  refusal,
  "hasty printed [ 1, 2, 3 ]",
  "patient printed [ 1, 2, 3, 4, 5 ]",
  "the display showed [ 19, 20, 21 ]",
  "hasty: 2 refused, 0 dropped",
  "patient: 0 refused, 0 dropped",
  "hall: 0 refused, 2 dropped",
]);

testOnBothWires(
  "Printer.print() is refused when three pages wait, and not afterwards",
  async ({ engine }) => {
    const printer = engine.getActor(PrinterProxy, "a");
    for (const page of [1, 2, 3]) printer.print(page);
    await assertRejects(() => printer.print(4), InboxFullError);
    await printer.print(5);
    assertEquals(await printer.printed(), [1, 2, 3, 5]);
  },
);

testOnBothWires(
  "Display.show() makes room for the newest when three wait",
  async ({ engine, log }) => {
    const display = engine.getActor(DisplayProxy, "a");
    for (let celsius = 0; celsius < 100; celsius++) display.show(celsius);
    await engine.run();
    assertEquals(await display.shown(), [97, 98, 99]);
    assertEquals(engine.snapshot().actors[0]?.dropped, 97);
    // Nobody awaited what was dropped, and nobody meant to keep it.
    assertEquals(log, []);
  },
);
