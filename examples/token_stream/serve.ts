import type { Engine } from "@backstage/actors";
import { WriterProxy } from "../generated/writer_proxy.gen.ts";

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
};

const encoder = new TextEncoder();

/** Returns what answers `GET /<conversation>?prompt=...` word by word. */
export function openDesk(engine: Engine): (request: Request) => Response {
  return (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const prompt = searchParams.get("prompt");
    if (pathname === "/" || prompt === null) {
      return new Response(null, { status: 400 });
    }
    const writer = engine.getActor(WriterProxy, pathname.slice(1))
      // A tab that closes ends the step that is under way, too.
      .with({ signal: request.signal, timeoutMs: 5_000 });
    const events = writeEvents(writer.answer(prompt));
    return new Response(ReadableStream.from(events), { headers: HEADERS });
  };
}

/** Writes words as server-sent events; what ends them ends the reply. */
async function* writeEvents(
  words: AsyncGenerator<string, number>,
): AsyncGenerator<Uint8Array> {
  // By hand, for the result: `for await` leaves that out.
  let step = await words.next();
  try {
    for (; !step.done; step = await words.next()) {
      yield writeEvent("word", step.value);
    }
    yield writeEvent("end", step.value);
  } finally {
    await words.return(0);
  }
}

function writeEvent(event: string, data: unknown): Uint8Array {
  return encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
