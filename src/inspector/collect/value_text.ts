import { MAX_STATE_LENGTH } from "../../base/limits.ts";
import { reportLater } from "../../base/thrown.ts";
import { layOutPlain } from "../../codec/json/plain.ts";
import { bytesToPlain, decodeNamed } from "../../codec/json/plain_bytes.ts";
import { toPlain } from "../../codec/json/to_plain.ts";
import type { InspectorOptions } from "../../engine/inspector_port.ts";

const COLUMNS = 80;

/** What is shown: a payload of a method, or the value of a state. */
export type Shown = Parameters<NonNullable<InspectorOptions["redact"]>>[1];

/** Shows what is stored as JSON, as far as options let it. */
export class ValueText {
  /** Whether values are shown as they are. */
  readonly isFaithful: boolean;
  readonly #isShown: boolean;
  readonly #redact: InspectorOptions["redact"];

  constructor(
    { payloads = false, redact }: Pick<InspectorOptions, "payloads" | "redact">,
  ) {
    this.isFaithful = payloads && redact === undefined;
    this.#isShown = payloads;
    this.#redact = redact;
  }

  /** Returns the text of CBOR; `null` where it is not shown. */
  of(bytes: Uint8Array, shown: Shown): string | null {
    if (!this.#isShown) return null;
    const text = this.#redact === undefined
      ? layOutPlain(bytesToPlain(bytes), COLUMNS)
      : redacted(bytes, shown, this.#redact);
    return text.length <= MAX_STATE_LENGTH
      ? text
      : `${text.slice(0, MAX_STATE_LENGTH)}...`;
  }
}

function redacted(
  bytes: Uint8Array,
  shown: Shown,
  redact: NonNullable<InspectorOptions["redact"]>,
): string {
  try {
    const value = redact(decodeNamed(bytes), shown);
    reportLater(value, () => {});
    return layOutPlain(toPlain(value), COLUMNS);
  } catch {
    return "(redacting it failed)";
  }
}
