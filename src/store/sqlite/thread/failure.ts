import { quote } from "../../../base/escape_controls.ts";
import { StoreError, type StoreErrorCode } from "../../store_error.ts";

interface Explanation {
  /** What SQLite says, as it begins. */
  readonly says: RegExp;
  readonly code: StoreErrorCode;
  /** What is wrong, and what to do. */
  readonly text: string;
}

/** What is said of a file that is taken. */
export const TAKEN = "another process, or another engine of this one, has it " +
  "open; stop that first";

const FULL = {
  code: "disk-full",
  text: "the disk is full; make room there",
} as const;

// By what SQLite says, for its number comes with some errors only.
const EXPLANATIONS: readonly Explanation[] = [
  {
    says: /^database(?: table)? is locked/,
    code: "locked",
    text: TAKEN,
  },
  {
    says: /^file is not a database/,
    code: "corrupt",
    text: "it is no SQLite database; give another file, or restore a backup",
  },
  {
    says: /^database disk image is malformed|^no such (?:table|column)/,
    code: "corrupt",
    text: "it is damaged; restore a backup",
  },
  { says: /^database or disk is full/, ...FULL },
  {
    says: /^attempt to write a readonly database/,
    code: "permission",
    text: "this user may not write to it; give the user the right to",
  },
];

/** The words of what broke the file or the disk for good. */
const FATAL = /^disk I\/O error|^database disk image is malformed/;

/** Whether nothing can be relied on any more after an error of a commit. */
export function isFatal(thrown: unknown): boolean {
  return FATAL.test(messageOf(thrown));
}

/** Says what went wrong with a file, and what to do. */
export function explain(
  thrown: unknown,
  doing: string,
  path: string,
): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const cannot = `Cannot ${doing} ${quote(path)}`;
  if (thrown instanceof Deno.errors.NotCapable) {
    return deny(cannot, `--allow-read=${path} --allow-write=${path}`, thrown);
  }
  const message = messageOf(thrown);
  const known = EXPLANATIONS.find(({ says }) => says.test(message));
  const text = known === undefined ? message : `${known.text} (${message})`;
  const code = known?.code ?? "failed";
  return new StoreError(`${cannot}: ${text}`, { code, cause: thrown });
}

/** Says that the file cannot be opened as it is. */
export function refuse(
  path: string,
  code: StoreErrorCode,
  text: string,
): StoreError {
  return new StoreError(`Cannot open ${quote(path)}: ${text}`, { code });
}

/** Says why a backup cannot be written. */
export function explainTarget(thrown: unknown, path: string): StoreError {
  const cannot = `Cannot back up to ${quote(path)}`;
  if (thrown instanceof Deno.errors.NotCapable) {
    return deny(cannot, `--allow-write=${path}`, thrown);
  }
  const { code, text } = judgeTarget(thrown);
  return new StoreError(`${cannot}: ${text}`, { code, cause: thrown });
}

function judgeTarget(thrown: unknown): Omit<Explanation, "says"> {
  if (thrown instanceof Deno.errors.AlreadyExists) {
    return { code: "failed", text: "it is there already; name a new file" };
  }
  if (thrown instanceof Deno.errors.NotFound) {
    return { code: "failed", text: "its folder is missing; make that first" };
  }
  if (thrown instanceof Deno.errors.PermissionDenied) {
    const text = "this user may not; give the user the right to";
    return { code: "permission", text };
  }
  const text = messageOf(thrown);
  const isFull = text.startsWith("No space left on device");
  return isFull ? FULL : { code: "failed", text };
}

function deny(cannot: string, flags: string, cause: unknown): StoreError {
  return new StoreError(
    `${cannot}: this program may not; run it with ${flags}`,
    { code: "permission", cause },
  );
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
