import { StoreError } from "../../../store/store_error.ts";
import { FIELDS } from "./message.ts";
import { publish } from "./publish.ts";
import type { StoreStream } from "./stream.ts";

/** How all is written; a later version of the library may have another. */
const FORMAT = "1";

/**
 * Throws unless a store is written as this library reads it; a new one is.
 *
 * @throws {StoreError} If it is not (`newer`).
 */
export async function checkFormat(
  stream: StoreStream,
  until: number,
): Promise<void> {
  const { format: subject, stream: name } = stream.subjects;
  for (;;) {
    const found = (await stream.get(subject, until))?.header(FIELDS);
    if (found === FORMAT) return;
    if (found !== undefined) {
      throw new StoreError(
        `Cannot read stream "${name}": it is of format ${found}, and this ` +
          `version of the library knows ${FORMAT}`,
        { code: "newer" },
      );
    }
    await stream.ask(until, async (session) => {
      const bytes = new Uint8Array(0);
      const message = { subject, bytes, fields: FORMAT, expected: { seq: 0 } };
      // Whatever becomes of it: it is looked for again.
      await publish(session, "", [message], FORMAT_MS);
    });
  }
}

/** How long it may take to write it, until it is looked for. */
const FORMAT_MS = 2_000;
