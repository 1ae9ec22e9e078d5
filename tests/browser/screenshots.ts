/**
 * Takes the pictures of the README and of the docs: an exchange that has run
 * for a while, and a cluster, as the inspector shows them.
 * `deno task screenshots`
 */
import { launch } from "./browser.ts";
import { takeClusterPicture } from "./cluster_picture.ts";

const PICTURES = new URL("../../docs/images/", import.meta.url);
const DEMO = new URL("../../examples/exchange/main.ts", import.meta.url);
/** Long enough for the charts to have something to show. */
const WARM_UP_MS = 45_000;
const SETTLE_MS = 4_000;
const VIEWS = ["overview", "actors", "graph"];

async function readLink(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  let text = "";
  for await (const part of output.pipeThrough(new TextDecoderStream())) {
    text += part;
    const link = text.match(/http:\S+(?=\s)/)?.[0];
    if (link !== undefined) return link;
  }
  throw new Error(`Cannot find the link in: ${text}`);
}

async function takePictures(link: string): Promise<void> {
  await using browser = await launch();
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: "dark",
  });
  await page.goto(link);
  await page.waitForTimeout(WARM_UP_MS);
  for (const view of VIEWS) {
    await page.getByTestId(`tab-${view}`).click();
    await page.waitForTimeout(SETTLE_MS);
    const path = new URL(`${view}.png`, PICTURES).pathname;
    await page.screenshot({ path });
    console.log(`wrote docs/images/${view}.png`);
  }
  const path = new URL("cluster.png", PICTURES).pathname;
  await takeClusterPicture(browser, path);
  console.log("wrote docs/images/cluster.png");
}

const demo = new Deno.Command(Deno.execPath(), {
  args: ["run", "--quiet", "--allow-net=127.0.0.1", DEMO.pathname],
  stdout: "piped",
  stderr: "null",
}).spawn();
try {
  await takePictures(await readLink(demo.stdout));
} finally {
  demo.kill("SIGTERM");
  await demo.status;
}
