import { assertEquals } from "@std/assert";
import { bundleProgram } from "../support/bundle.ts";
import { runProgram } from "../support/program.ts";
import { chromiumPath, launch } from "./browser.ts";

Deno.test({
  name: "P3: in Chromium the core does what it does here",
  ignore: chromiumPath === undefined && Deno.env.get("CI") !== "true",
  async fn() {
    const flags = ["--allow-net=127.0.0.1"];
    const { stdout } = await runProgram("elsewhere.ts", { flags });
    const content = await bundleProgram("elsewhere.ts");
    await using browser = await launch();
    const page = await browser.newPage();
    const lines: string[] = [];
    const ended = Promise.withResolvers<void>();
    page.on("console", (message) => {
      lines.push(message.text());
      if (lines.length === 2) ended.resolve();
    });
    page.on("pageerror", ended.reject);
    await page.addScriptTag({ type: "module", content });
    await ended.promise;
    assertEquals(lines, [
      stdout.split("\n")[0],
      "The inspector did not start: " +
      "Cannot inspect: the inspector runs under Deno alone",
    ]);
  },
});
