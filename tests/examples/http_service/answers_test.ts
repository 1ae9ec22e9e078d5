import { assertEquals } from "@std/assert";
import {
  CallError,
  type CallErrorCode,
  type CallOutcome,
  ExpectedError,
} from "@backstage/actors";
import { answerError } from "../../../examples/http_service/answers.ts";

const ROOT = new URL("../../../", import.meta.url);
const PAGE = new URL("docs/http.md", ROOT);
const ERRORS = new URL("src/base/errors.ts", ROOT);

/** Reads the page's table: outcome, code, status, seconds. */
function* readRows(): Generator<[CallOutcome, CallErrorCode, string, string]> {
  for (const line of Deno.readTextFileSync(PAGE).split("\n")) {
    const [, outcomes = "", codes = "", status = "", seconds = ""] = line
      .split("|").map((cell) => cell.trim());
    if (!/`(?:not-run|failed|unknown)`/.test(outcomes)) continue;
    for (const [, outcome = ""] of outcomes.matchAll(/`([\w-]+)`/g)) {
      for (const [, code = ""] of codes.matchAll(/`([\w-]+)`/g)) {
        yield [
          outcome as CallOutcome,
          code as CallErrorCode,
          status,
          seconds,
        ];
      }
    }
  }
}

/** Reads the codes that there are. */
function readCodes(): string[] {
  const [, union = ""] =
    Deno.readTextFileSync(ERRORS).match(/type CallErrorCode =([^;]*);/) ?? [];
  return Array.from(union.matchAll(/"([\w-]+)"/g), ([, code = ""]) => code);
}

Deno.test("answerError() tells each outcome as docs/http.md says", () => {
  const told = new Set<string>();
  for (const [outcome, code, status, seconds] of readRows()) {
    const response = answerError(new CallError("", { code, outcome }));
    const retryAfter = response.headers.get("retry-after") ?? "";
    assertEquals(
      [outcome, code, `${response.status}`, retryAfter],
      [outcome, code, status, seconds],
    );
    told.add(`${outcome} ${code}`);
  }
  const all = ["not-run", "failed", "unknown"].flatMap((outcome) =>
    readCodes().map((code) => `${outcome} ${code}`)
  );
  assertEquals([...told].toSorted(), all.toSorted());
});

Deno.test("answerError() tells refusals of the business by code", async () => {
  const codes = { "forbidden": 403, "not-found": 404, "conflict": 409 };
  for (const [code, status] of Object.entries({ ...codes, "sold-out": 422 })) {
    const error = new ExpectedError("no seat is left", { code, details: [1] });
    const response = answerError(error);
    assertEquals(response.status, status);
    const detail = "no seat is left";
    assertEquals(await response.json(), { status, code, detail });
  }
});

Deno.test("answerError() tells nothing of an unknown error", async () => {
  const response = answerError(new TypeError("the password is secret"));
  assertEquals(response.status, 500);
  assertEquals(await response.json(), { status: 500, code: "internal" });
});
