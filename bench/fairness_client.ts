/**
 * Asks the server of `fairness.ts` at a steady rate, from a process of its own
 * so that a busy server cannot hide how late it is. It ends with its input,
 * and prints the milliseconds that each answer took.
 *
 * @module
 */
const INTERVAL_MS = 10;
const WARM_UPS = 20;

const [origin = ""] = Deno.args;

async function ask(path: string, lateness: number[]): Promise<void> {
  const start = performance.now();
  const response = await fetch(`${origin}/${path}`);
  await response.text();
  lateness.push(performance.now() - start);
}

if (import.meta.main) {
  for (let count = 0; count < WARM_UPS; count++) {
    await Promise.all([ask("plain", []), ask("actor", [])]);
  }
  const plain: number[] = [];
  const actor: number[] = [];
  const pending: Promise<void>[] = [];
  const timer = setInterval(() => {
    pending.push(ask("plain", plain), ask("actor", actor));
  }, INTERVAL_MS);
  console.log("ready");
  await Deno.stdin.readable.pipeTo(new WritableStream());
  clearInterval(timer);
  await Promise.all(pending);
  console.log(JSON.stringify({ plain, actor }));
}
