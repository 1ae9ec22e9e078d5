import type {
  ClusterDetail,
  ClusterNodeRow,
  LinkRow,
} from "../../wire/protocol.ts";
import { addNews, type ClusterNews, compareClusters } from "./cluster_news.ts";
import { ratePerSecond } from "./history.ts";

/** The window of rates: other nodes may be half a second late. */
const WINDOW_MS = 3_000;
const KEPT_NEWS = 200;

/** What goes from one node to another one. */
export interface Traffic {
  /** Per second; `null` until two looks have told. */
  readonly messages: number | null;
  readonly bytes: number | null;
  /** Packets sent again per second; `null` where only the other end told. */
  readonly resent: number | null;
  readonly waiting: number;
  readonly isSilent: boolean;
}

/** The counters of one way between two nodes. */
interface Way {
  readonly messages: number;
  readonly bytes: number;
  readonly resent: number | null;
  readonly waiting: number;
  readonly isSilent: boolean;
}

interface Look {
  readonly at: number;
  readonly ways: ReadonlyMap<string, Way>;
}

/** What a page has seen of a cluster: what is there, goes and has changed. */
export class ClusterWatch {
  /** What changed, the newest first. */
  news: readonly ClusterNews[] = [];
  #last: ClusterDetail | null = null;
  #looks: readonly Look[] = [];
  /** The name of each node that was ever seen, by its id. */
  readonly #names = new Map<string, string>();
  readonly #colors = new Map<string, number>();

  /** Takes a look. */
  add(at: number, detail: ClusterDetail): void {
    if (at <= (this.#looks.at(-1)?.at ?? -Infinity)) return;
    if (this.#last?.name !== detail.name) this.#forget();
    for (const { id, name } of detail.nodes) {
      this.#names.set(id, name);
      if (!this.#colors.has(name)) this.#colors.set(name, this.#colors.size);
    }
    if (this.#last !== null) {
      const news = compareClusters(this.#last, detail, this.#names);
      this.news = news.reduceRight(
        (all, piece) => addNews(all, { at, ...piece }),
        this.news,
      ).slice(0, KEPT_NEWS);
    }
    this.#last = detail;
    const old = this.#looks.filter((look) => look.at >= at - WINDOW_MS);
    this.#looks = [...old, { at, ways: readWays(detail.nodes) }];
  }

  /** Returns what goes from a node to another one; `null`: nothing known. */
  trafficOf(from: string, to: string): Traffic | null {
    const key = keyOf(from, to);
    const first = this.#looks.find(({ ways }) => ways.has(key));
    const last = this.#looks.at(-1);
    const now = last?.ways.get(key);
    if (first === undefined || last === undefined || now === undefined) {
      return null;
    }
    const before = first.ways.get(key)!;
    const ms = last.at - first.at;
    const rate = (one: number | null, other: number | null) =>
      one === null || other === null ? null : ratePerSecond(one, other, ms);
    return {
      messages: rate(before.messages, now.messages),
      bytes: rate(before.bytes, now.bytes),
      resent: rate(before.resent, now.resent),
      waiting: now.waiting,
      isSilent: now.isSilent,
    };
  }

  /** The number of a node's colour: of its name, so that a life keeps it. */
  colorOf(id: string): number | null {
    return this.#colors.get(this.nameOf(id)) ?? null;
  }

  /** The name of a node, gone or not. */
  nameOf(id: string): string {
    return this.#names.get(id) ?? id;
  }

  #forget(): void {
    this.news = [];
    this.#last = null;
    this.#looks = [];
    this.#names.clear();
    this.#colors.clear();
  }
}

function keyOf(from: string, to: string): string {
  return `${from}>${to}`;
}

/** Reads all ways as their senders count them, or else their receivers. */
function readWays(nodes: readonly ClusterNodeRow[]): Map<string, Way> {
  const ways = new Map<string, Way>();
  for (const { id, counts } of nodes) {
    for (const link of counts?.links ?? []) {
      ways.set(keyOf(id, link.peer), readSent(link));
      const back = keyOf(link.peer, id);
      if (!ways.has(back)) ways.set(back, readReceived(link));
    }
  }
  return ways;
}

function readSent(
  { messagesSent, bytesSent, resent, waiting, isSilent }: LinkRow,
): Way {
  const [messages, bytes] = [messagesSent, bytesSent];
  return { messages, bytes, resent, waiting, isSilent };
}

function readReceived({ messagesReceived, bytesReceived }: LinkRow): Way {
  const [messages, bytes] = [messagesReceived, bytesReceived];
  return { messages, bytes, resent: null, waiting: 0, isSilent: false };
}
