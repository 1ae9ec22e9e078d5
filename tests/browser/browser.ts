import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Where Chromium is: what `CHROMIUM_PATH` says, or the first on the PATH. */
export const chromiumPath: string | undefined = findChromium();

function findChromium(): string | undefined {
  const given = Deno.env.get("CHROMIUM_PATH");
  if (given) return given;
  const folders = Deno.env.get("PATH")?.split(delimiter) ?? [];
  return folders.map((folder) => join(folder, "chromium")).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Starts Chromium without a window. */
export function launch(): Promise<Browser> {
  if (chromiumPath === undefined) {
    throw new Error(
      "Cannot find Chromium: install `chromium`, or set CHROMIUM_PATH to it",
    );
  }
  return chromium.launch({
    executablePath: chromiumPath,
    // Chromium's sandbox does not work for root.
    chromiumSandbox: Deno.uid() !== 0,
  });
}
