import { assertEquals } from "@std/assert";
import {
  explain,
  explainTarget,
  isFatal,
} from "../../src/store/sqlite/thread/failure.ts";
import { StoreError } from "../../src/store/store_error.ts";

Deno.test("explain() says what SQLite means, and what to do", () => {
  const texts = [
    "database is locked",
    "file is not a database",
    "database disk image is malformed",
    "database or disk is full",
    "attempt to write a readonly database",
    "disk I/O error",
  ];
  const codes = texts.map((text) => explain(new Error(text), "use", "a.db"));
  assertEquals(codes.map(({ code }) => code), [
    "locked",
    "corrupt",
    "corrupt",
    "disk-full",
    "permission",
    "failed",
  ]);
  assertEquals(
    codes.at(-1)!.message,
    'Cannot use "a.db": disk I/O error',
  );
  assertEquals(texts.map((text) => isFatal(new Error(text))), [
    ...[false, false, true, false, false, true],
  ]);
});

Deno.test("explain() leaves what is explained as it is", () => {
  const error = new StoreError("Cannot open", { code: "newer" });
  assertEquals(explain(error, "use", "a.db") === error, true);
});

Deno.test("explainTarget() says why a backup cannot be written", () => {
  const explained = [
    new Deno.errors.NotCapable("Requires write access"),
    new Deno.errors.PermissionDenied("Permission denied (os error 13)"),
    new Error("No space left on device (os error 28)"),
    new Error("Input/output error (os error 5)"),
  ].map((thrown) => explainTarget(thrown, "b.db"));
  assertEquals(explained.map(({ code, message }) => [code, message]), [
    [
      "permission",
      'Cannot back up to "b.db": this program may not; run it with ' +
      "--allow-write=b.db",
    ],
    [
      "permission",
      'Cannot back up to "b.db": this user may not; give the user the right to',
    ],
    [
      "disk-full",
      'Cannot back up to "b.db": the disk is full; make room there',
    ],
    ["failed", 'Cannot back up to "b.db": Input/output error (os error 5)'],
  ]);
});
