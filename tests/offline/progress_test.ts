import { assertEquals, assertStringIncludes } from "@std/assert";
import { ProgressBar } from "@std/cli/unstable-progress-bar";
import { Spinner } from "@std/cli/unstable-spinner";

/** A stream that remembers what was written to it. */
function recordText(): {
  writable: WritableStream<Uint8Array>;
  text(): string;
} {
  const decoder = new TextDecoder();
  let text = "";
  const writable = new WritableStream<Uint8Array>({
    write: (chunk) => {
      text += decoder.decode(chunk, { stream: true });
    },
  });
  return { writable, text: () => text };
}

Deno.test("ProgressBar.stop() draws how far the work came", async () => {
  const { writable, text } = recordText();
  const bar = new ProgressBar({ writable, max: 4, barLength: 4 });
  bar.value = 3;
  await bar.stop();
  assertStringIncludes(text(), "[00:00] [----]");
  assertStringIncludes(text(), "[00:00] [###-]");
});

Deno.test("ProgressBar.stop() clears the line when asked to", async () => {
  const { writable, text } = recordText();
  const bar = new ProgressBar({
    writable,
    max: 2,
    clear: true,
    keepOpen: false,
    fmt: ({ value, max }) => `${value} of ${max}`,
  });
  await bar.stop();
  assertEquals(text(), "\r\x1b[K0 of 2\r\x1b[K");
});

Deno.test("Spinner.stop() clears the line that start() drew", () => {
  let text = "";
  const output = {
    writable: new WritableStream(),
    isTerminal: () => false,
    writeSync: (bytes: Uint8Array) => {
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    },
  } as typeof Deno.stdout;
  const spinner = new Spinner({ message: "Working", spinner: ["*"], output });
  spinner.start();
  spinner.start();
  spinner.stop();
  spinner.stop();
  // deno-lint-ignore no-control-regex
  assertEquals(text.replaceAll(/\x1b\[[0-9]*[a-zA-Z]/g, ""), "\r* Working\r");
});
