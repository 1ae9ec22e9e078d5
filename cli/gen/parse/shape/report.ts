import type { Code, Diagnostics, Place } from "../../diagnostics.ts";
import { formatTrail, type Root, type Trail } from "./trail.ts";
import type { UncheckedPart } from "./unchecked.ts";

// A built-in that is sent by mistake has more methods than help a reader.
const MAX_OBSTACLES = 3;

const MESSAGE = /be (?:a message|messages)$/;

/** Where problems of one message's type are put: they name their root. */
export class ShapeReport {
  readonly #diagnostics: Diagnostics;
  readonly #code: Code;
  readonly #root: Root;
  readonly #place: Place;
  readonly #isStrict: boolean;
  #obstacles = 0;
  #hasWarned = false;

  constructor(
    diagnostics: Diagnostics,
    code: Code,
    root: Root,
    place: Place,
    isStrict: boolean,
  ) {
    this.#isStrict = isStrict;
    this.#diagnostics = diagnostics;
    this.#code = code;
    this.#root = root;
    this.#place = place;
  }

  /** Says why a part of the type keeps it from being a message. */
  refuse(trail: Trail, reason: string, hint: string): void {
    if (++this.#obstacles > MAX_OBSTACLES) return;
    const at = formatTrail(this.#root, trail.path);
    // What cannot be sent cannot be kept, for the same reasons.
    const [why, how] = this.#code === "GEN502"
      ? [reason.replace(MESSAGE, "be kept"), hint.replace("send", "keep")]
      : [reason, hint];
    this.#diagnostics.add(this.#code, this.#place, `${at}: ${why}`, how);
  }

  /** Says it of a part that was reported before, for another message. */
  warnAgain({ path, what }: UncheckedPart): void {
    if (this.#hasWarned || this.#obstacles > 0 || this.#isStrict) return;
    this.warn({ path, place: this.#place }, what);
  }

  /** Says that a part of the type is copied without knowing what it is. */
  warn(trail: Pick<Trail, "path" | "place">, what: string): void {
    this.#hasWarned = true;
    const message = `${formatTrail(this.#root, trail.path)}: ${what} is ` +
      "copied unchecked";
    const hint = "declare what it is, so that it is checked";
    if (this.#isStrict) {
      this.#diagnostics.add("GEN402", trail.place, message, hint, "error");
      return;
    }
    const first = {
      code: "GEN402",
      place: this.#place,
      message,
      hint,
    } as const;
    const { path } = this.#place;
    this.#diagnostics.addUnchecked(`${path} ${this.#root.method}`, first);
  }
}
