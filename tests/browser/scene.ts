import type { Engine, EngineOptions } from "@backstage/actors";
import type { InspectorOptions } from "@backstage/actors/inspector";
import { assertEquals } from "@std/assert";
import type {
  Browser,
  BrowserContextOptions,
  Locator,
  Page,
} from "playwright-core";
import { Inspected } from "../support/inspected.ts";
import { chromiumPath, launch } from "./browser.ts";

const SIZE = { width: 1280, height: 800 };
const MAX_FRAMES = 1_200;
const WATCH_POLICY = `addEventListener("securitypolicyviolation", (event) =>
  console.error("forbidden by " + event.violatedDirective))`;

/** How a scene is set. */
export interface SceneOptions {
  readonly inspector?: InspectorOptions;
  readonly engine?: EngineOptions;
  readonly browser?: BrowserContextOptions;
  /** What the browser may complain of; nothing by default. */
  readonly allowed?: RegExp;
}

/** A live engine, and a page that looks into it. */
export class Scene {
  readonly page: Page;
  readonly inspected: Inspected;
  readonly complaints: string[] = [];

  constructor(page: Page, inspected: Inspected) {
    this.page = page;
    this.inspected = inspected;
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    page.on("pageerror", ({ message }) => this.complaints.push(message));
    page.on("dialog", (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    page.on("request", (request) => {
      const { protocol, port } = new URL(request.url());
      const isOurs = port === String(inspected.port);
      if (protocol === "http:" && isOurs) return;
      if (protocol === "data:" || protocol === "blob:") return;
      this.complaints.push(`request: ${request.url()}`);
    });
  }

  get engine(): Engine {
    return this.inspected.engine;
  }

  /** Opens the link that the engine printed, at one of its views. */
  async open(view = ""): Promise<void> {
    await this.page.goto(this.inspected.inspector.url + view);
    await this.see('[data-testid="connection"][data-state="open"]');
  }

  /** Goes to a view as people do. */
  async go(tab: string): Promise<void> {
    await this.find(`tab-${tab}`).click();
    await this.find(`tab-${tab}`).and(this.page.locator("[aria-current]"))
      .waitFor();
  }

  /** What the page's parts are called for tests. */
  find(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** Waits until something is in sight, and returns it. */
  async see(selector: string): Promise<Locator> {
    const found = this.page.locator(selector).first();
    await found.waitFor();
    return found;
  }

  /** Waits until a script of the page comes to what is expected. */
  async expect(script: string, expected: unknown): Promise<void> {
    const wanted = JSON.stringify(JSON.stringify(expected));
    // One script that looks at each frame: the page's policy forbids what
    // Playwright polls with.
    const seen = await this.page.evaluate<string>(`new Promise((resolve) => {
      let frames = 0;
      const look = () => {
        const seen = JSON.stringify(${script});
        if (seen === ${wanted} || ++frames > ${MAX_FRAMES}) resolve(seen);
        else requestAnimationFrame(look);
      };
      look();
    })`);
    assertEquals(JSON.parse(seen), expected);
  }

  /** Waits until the elements of a selector have these texts. */
  async read(selector: string, expected: readonly string[]): Promise<void> {
    await this.expect(
      `Array.from(document.querySelectorAll(${JSON.stringify(selector)}), ` +
        `(element) => element.textContent.trim())`,
      expected,
    );
  }
}

/** A test with a browser: ignored without one, but a failure under `CI`. */
export function testInBrowser(
  title: string,
  body: (scene: Scene) => Promise<void>,
  options: SceneOptions = {},
): void {
  const ignore = chromiumPath === undefined && Deno.env.get("CI") !== "true";
  Deno.test({ name: title, ignore, fn: () => play(body, options) });
}

async function play(
  body: (scene: Scene) => Promise<void>,
  options: SceneOptions,
): Promise<void> {
  await using browser = await launch();
  await using inspected = await Inspected.open(
    options.inspector,
    options.engine,
  );
  const scene = new Scene(await openPage(browser, options), inspected);
  await body(scene);
  // The browser closes first, so that no request is cut off.
  await scene.page.context().close();
  const { complaints } = scene;
  const { allowed } = options;
  assertEquals(complaints.filter((line) => !allowed?.test(line)), []);
}

async function openPage(
  browser: Browser,
  options: SceneOptions,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZE,
    reducedMotion: "reduce",
    ...options.browser,
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(WATCH_POLICY);
  return await context.newPage();
}
