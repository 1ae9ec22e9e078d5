import type {
  ActorColumn,
  Actors,
  Hello,
  Overview,
  Question,
  Response as Answer,
} from "../../src/inspector/wire/protocol.ts";

/** Says in one sentence why there is nothing to show. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** Which actors are shown, and in which order. */
export interface Selection {
  readonly sort: ActorColumn;
  readonly descending: boolean;
  readonly filter: string;
  readonly offset: number;
  readonly limit: number;
}

/** What is shown at one instant. */
export interface Picture {
  readonly at: number;
  readonly hello: Hello;
  readonly overview: Overview;
  readonly actors: Actors;
}

/** A connection to an inspector. */
export class Connection implements Disposable {
  /** Resolves with the reason when the connection ends. */
  readonly closed: Promise<string>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #asked = 0;

  /** Talks over a socket that is open. */
  constructor(socket: WebSocket) {
    this.#socket = socket;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.closed = promise;
    socket.onclose = ({ reason }) => {
      resolve(reason || "the connection was lost");
      this.#giveUp(reason || "the connection was lost");
    };
    socket.onmessage = ({ data }) => this.#take(data);
  }

  /**
   * Connects to the inspector of a link.
   *
   * @throws {ConnectionError} If it cannot.
   */
  static async open(link: URL): Promise<Connection> {
    await knock(link);
    const address = new URL("/ws", link);
    address.protocol = link.protocol === "https:" ? "wss:" : "ws:";
    address.search = link.search;
    const socket = new WebSocket(address);
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(unreachable(link, "it closed the line"));
      socket.onopen = () => resolve();
      socket.onerror = fail;
      socket.onclose = fail;
    });
    socket.onerror = null;
    return new Connection(socket);
  }

  /**
   * Asks for what is shown.
   *
   * @throws {ConnectionError} If there is no answer.
   */
  async look(selection: Selection): Promise<Picture> {
    const { filter, ...rest } = selection;
    const [hello, overview, actors] = await Promise.all([
      this.#ask({ view: "hello" }),
      this.#ask({ view: "overview" }),
      this.#ask({
        view: "actors",
        ...rest,
        ...(filter === "" ? {} : { filter }),
      }),
    ]);
    return {
      at: actors.at,
      hello: hello.body as Hello,
      overview: overview.body as Overview,
      actors: actors.body as Actors,
    };
  }

  [Symbol.dispose](): void {
    this.#socket.onclose = null;
    this.#socket.close();
  }

  async #ask(question: Question): Promise<Exclude<Answer, { error: string }>> {
    const ask = ++this.#asked;
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(ask, waiting);
    // A socket that is closing takes a message without a word.
    if (this.#socket.readyState !== WebSocket.OPEN) this.#giveUp("it is gone");
    else this.#socket.send(JSON.stringify({ ask, ...question }));
    const answer = await waiting.promise;
    if ("error" in answer) throw new ConnectionError(answer.error);
    return answer;
  }

  #take(data: unknown): void {
    const answer = readAnswer(data);
    if (answer === null) {
      this.#giveUp("what answers is no inspector");
      return this.#socket.close();
    }
    this.#waiting.get(answer.answer)?.resolve(answer);
    this.#waiting.delete(answer.answer);
  }

  #giveUp(reason: string): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new ConnectionError(`Cannot look: ${reason}`));
    }
    this.#waiting.clear();
  }
}

/** Reads an answer; the server may be any. */
function readAnswer(data: unknown): Answer | null {
  try {
    const answer: unknown = JSON.parse(String(data));
    const isObject = typeof answer === "object" && answer !== null;
    return isObject && "answer" in answer ? answer as Answer : null;
  } catch {
    return null;
  }
}

/** Asks by HTTP first: a socket does not tell why it does not open. */
async function knock(link: URL): Promise<void> {
  const address = new URL("/ws", link);
  address.search = link.search;
  let status: number;
  try {
    const response = await fetch(address);
    await response.body?.cancel();
    status = response.status;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw unreachable(link, "no program answers there");
  }
  if (status === 401) {
    throw unreachable(
      link,
      "the token is missing or wrong; use the whole link that the program " +
        "printed",
    );
  }
  if (status === 503) throw unreachable(link, "it has too many clients");
  // 426 is the answer of an inspector that takes the token.
  if (status !== 426) throw unreachable(link, "there is no inspector");
}

/** Leaves the token out: error lines are kept and shared. */
function unreachable(link: URL, why: string): ConnectionError {
  return new ConnectionError(`Cannot connect to ${link.origin}: ${why}`);
}
