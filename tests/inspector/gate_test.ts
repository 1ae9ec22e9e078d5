import { assert, assertEquals, assertMatch } from "@std/assert";
import { askAgain, Inspected, sendRaw } from "../support/inspected.ts";

const PAGE = ["/", "/page.js", "/page.css"];
const PATHS = ["/ws", "/snapshot.json", "/metrics", "/nothing"];
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; " +
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; " +
    "frame-ancestors 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

async function statusOf(link: string, init?: RequestInit): Promise<number> {
  const response = await fetch(link, init);
  await response.body?.cancel();
  return response.status;
}

/** Returns the status of a request with these headers. */
async function statusRaw(
  inspected: Inspected,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  const answer = await sendRaw(inspected.port, [
    `GET ${path}?token=${inspected.token} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]);
  return Number(answer.split(" ")[1]);
}

Deno.test("inspect() answers those alone who know the token", async () => {
  await using inspected = await Inspected.open();
  const { token } = inspected;
  assertMatch(token, /^[\da-f]{32}$/);
  const wrong = [
    "",
    token.slice(1),
    `${token}0`,
    token.replace(/.$/, (last) => last === "0" ? "1" : "0"),
    token.toUpperCase() + "é",
  ];
  for (const path of PATHS) {
    for (const one of wrong) {
      assertEquals(await statusOf(inspected.link(path, one)), 401, path);
    }
    const bare = `http://127.0.0.1:${inspected.port}${path}`;
    assertEquals(await statusOf(bare), 401);
    const headers = { authorization: `Bearer ${token}x` };
    assertEquals(await statusOf(bare, { headers }), 401);
  }
});

Deno.test("inspect() takes the token from the link or a header", async () => {
  await using inspected = await Inspected.open({ token: "open sesame" });
  const link = `http://127.0.0.1:${inspected.port}/snapshot.json`;
  assertEquals(await statusOf(`${link}?token=open%20sesame`), 200);
  assertEquals(inspected.inspector.url.endsWith("?token=open%20sesame"), true);
  await using other = await Inspected.open();
  const headers = { authorization: `Bearer ${other.token}` };
  const bare = `http://127.0.0.1:${other.port}/snapshot.json`;
  assertEquals(await statusOf(bare, { headers }), 200);
});

Deno.test("inspect() gives its page away, but no figure", async () => {
  await using inspected = await Inspected.open();
  const bare = `http://127.0.0.1:${inspected.port}`;
  for (const path of PAGE) {
    const response = await fetch(`${bare}${path}`);
    assertEquals(response.status, 200, path);
    const text = await response.text();
    assertEquals(text.includes(inspected.token), false, path);
  }
});

Deno.test("inspect() shuts every answer off from other pages", async () => {
  await using inspected = await Inspected.open();
  const answers = [
    ...[...PAGE, ...PATHS].map((path) => inspected.link(path)),
    inspected.link("/metrics", "wrong"),
  ];
  for (const link of answers) {
    const response = await fetch(link);
    await response.body?.cancel();
    for (const [name, value] of Object.entries(HEADERS)) {
      assertEquals(response.headers.get(name), value, `${name} of ${link}`);
    }
    assertEquals(response.headers.get("access-control-allow-origin"), null);
    assert(response.headers.get("content-type") !== null);
  }
});

Deno.test("inspect() answers no foreign Host", async () => {
  await using inspected = await Inspected.open();
  const { port } = inspected;
  const status = (host: string) => statusRaw(inspected, "/", { Host: host });
  assertEquals(await status("evil.example"), 403);
  assertEquals(await status(`evil.example:${port}`), 403);
  assertEquals(await status(`127.0.0.1.evil.example:${port}`), 403);
  assertEquals(await status(`localhost.evil.example`), 403);
  assertEquals(await status("10.0.0.1"), 403);
  assertEquals(await status(`127.0.0.1:${port}`), 200);
  assertEquals(await status(`LOCALHOST:${port}`), 200);
  assertEquals(await status("localhost:9999"), 200, "a tunnel's port");
  assertEquals(await status(`[::1]:${port}`), 200);
});

Deno.test("inspect() answers no page or socket of elsewhere", async () => {
  await using inspected = await Inspected.open();
  const host = `127.0.0.1:${inspected.port}`;
  const socket = {
    Upgrade: "websocket",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version": "13",
  };
  const foreign = [
    "http://evil.example",
    "null",
    `https://${host}`,
    "http://127.0.0.1:1",
    `http://${host}.evil.example`,
  ];
  for (const origin of foreign) {
    const headers = { Host: host, Origin: origin };
    assertEquals(await statusRaw(inspected, "/", headers), 403, origin);
    const upgrade = { ...headers, ...socket };
    assertEquals(await statusRaw(inspected, "/ws", upgrade), 403, origin);
  }
  const own = { Host: host, Origin: `http://${host}` };
  assertEquals(await statusRaw(inspected, "/", own), 200);
});

Deno.test("inspect() takes nothing but GET", async () => {
  await using inspected = await Inspected.open();
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
    assertEquals(await statusOf(inspected.link("/"), { method }), 405);
  }
});

Deno.test("inspect() survives what is no HTTP at all", async () => {
  await using inspected = await Inspected.open();
  await sendRaw(inspected.port, ["\u0000\u0001 nonsense"]);
  await sendRaw(inspected.port, ["GET / HTTP/1.1"]);
  assertEquals(await statusOf(inspected.link("/")), 200);
});

Deno.test("inspect() answers so many requests a second at most", async () => {
  // No second passes, however busy the machine is.
  const { inspected, runtime } = await Inspected.simulate();
  await using _open = inspected;
  const { port, token } = inspected;
  const path = `/nothing?token=${token}`;
  const statuses = await askAgain(port, path, 250);
  assertEquals(statuses.slice(0, 200), Array(200).fill("404"));
  assertEquals(statuses.slice(200), Array(50).fill("429"));
  await runtime.advance(1_000);
  assertEquals(await askAgain(port, path, 1), ["404"]);
});

Deno.test("inspect() logs its token in one line and never again", async () => {
  await using inspected = await Inspected.open();
  const { lines, token, inspector } = inspected;
  assertEquals(lines, [`info Inspector: ${inspector.url}`]);
  await statusOf(inspected.link("/"));
  await statusOf(inspected.link("/nothing"));
  const client = await inspected.connect();
  await client.ask({ view: "hello" });
  await client.close();
  await inspector.close();
  const telling = lines.filter((line) => line.includes(token));
  assertEquals(telling.length, 1);
});
