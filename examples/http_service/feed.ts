const MAX_UNSENT_BYTES = 65_536;

const encoder = new TextEncoder();

/** Sends values as server-sent events, until either side ends. */
export function sendEvents(
  first: number,
  changes: ReadableStream<number>,
): Response {
  const reader = changes.getReader();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(writeEvent(first)),
    async pull(controller) {
      // A tab that lags behind is an error, and an end will do: it connects
      // again by itself, and begins with what is true then.
      const { value } = await reader.read().catch(() => ({ value: undefined }));
      if (value === undefined) controller.close();
      else controller.enqueue(writeEvent(value));
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    },
  });
}

function writeEvent(free: number): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify({ free })}\n\n`);
}

/** Sends values over a WebSocket, until either side ends. */
export function openSocket(
  request: Request,
  first: number,
  changes: ReadableStream<number>,
): Response {
  const { socket, response } = Deno.upgradeWebSocket(request);
  const opened = Promise.withResolvers<void>();
  const gone = new AbortController();
  const send = (free: number): void => socket.send(JSON.stringify({ free }));
  socket.onopen = () => opened.resolve();
  socket.onclose = () => gone.abort();
  socket.onerror = () => gone.abort();

  const sink = new WritableStream<number>({
    start: () => opened.promise.then(() => send(first)),
    write(free) {
      // A socket has no back-pressure: what is not sent piles up in memory.
      if (socket.bufferedAmount <= MAX_UNSENT_BYTES) send(free);
      else throw new Error("the client reads too slowly");
    },
    close: () => socket.close(1001, "the server ends"),
    abort: () => socket.close(1013, "try again later"),
  });
  // What ends it has closed the socket by then.
  changes.pipeTo(sink, { signal: gone.signal }).catch(() => {});
  return response;
}
