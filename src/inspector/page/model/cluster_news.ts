import type { ClusterDetail, ClusterNodeRow } from "../../wire/protocol.ts";
import { countOf } from "../parts/format.ts";

/** How much a change matters. */
export type NewsTone = "good" | "plain" | "warn" | "bad";

/** One thing that changed between two looks at a cluster. */
export interface ClusterNews {
  readonly at: number;
  readonly tone: NewsTone;
  readonly text: string;
  /** Which shards went from which node to which one, if any did. */
  readonly move?: Move;
}

/** Shards that changed hands, and the names of both nodes. */
interface Move {
  readonly from: string | null;
  readonly to: string | null;
  readonly shards: readonly number[];
}

/** Names nodes by their ids, those that are gone as well. */
export type NodeNames = ReadonlyMap<string, string>;

type Piece = Omit<ClusterNews, "at">;

/** Tells what changed between two looks, in the order of its weight. */
export function compareClusters(
  before: ClusterDetail,
  after: ClusterDetail,
  names: NodeNames,
): Piece[] {
  return [
    ...compareNodes(before, after),
    ...compareShards(before, after, names),
    ...compareCounts(before, after),
  ];
}

function compareNodes(before: ClusterDetail, after: ClusterDetail): Piece[] {
  const old = mapNodes(before);
  const known = mapNodes(after);
  const joined = after.nodes.filter(({ id }) => !old.has(id));
  const gone = before.nodes.filter(({ id }) => !known.has(id));
  const isAnew = ({ name }: ClusterNodeRow) =>
    gone.some((one) => one.name === name);
  const isBack = ({ name }: ClusterNodeRow) =>
    joined.some((one) => one.name === name);
  return [
    ...gone.filter((node) => !isBack(node)).map(({ name }): Piece => ({
      tone: "warn",
      text: `Node ${name} is gone`,
    })),
    ...joined.map((node): Piece => ({
      tone: isAnew(node) ? "warn" : "good",
      text: isAnew(node)
        ? `Node ${node.name} began another life, ${node.id}`
        : `Node ${node.name} joined${node.isClient ? " as a client" : ""}`,
    })),
  ];
}

function mapNodes({ nodes }: ClusterDetail): Map<string, ClusterNodeRow> {
  return new Map(nodes.map((node) => [node.id, node]));
}

/** Tells which shards changed hands: all that did so alike as one. */
function compareShards(
  before: ClusterDetail,
  after: ClusterDetail,
  names: NodeNames,
): Piece[] {
  const moves = new Map<string, number[]>();
  after.shardOwners.forEach((_, shard) => {
    const [from, to] = [ownerOf(before, shard), ownerOf(after, shard)];
    if (from === to) return;
    const key = JSON.stringify([from, to]);
    moves.set(key, [...moves.get(key) ?? [], shard]);
  });
  return Array.from(moves, ([key, shards]) => {
    const [from, to] = JSON.parse(key) as (string | null)[];
    return tellMove({
      from: nameOf(names, from),
      to: nameOf(names, to),
      shards,
    });
  });
}

/** Returns the id of a shard's owner. */
export function ownerOf(
  { owners, shardOwners }: ClusterDetail,
  shard: number,
): string | null {
  return owners[shardOwners[shard] ?? -1] ?? null;
}

function nameOf(names: NodeNames, id: string | null = null): string | null {
  return id === null ? null : names.get(id) ?? id;
}

function tellMove(move: Move): Piece {
  const { from, to, shards } = move;
  const count = countOf(shards.length, "shard");
  const which = formatRanges(shards);
  if (to === null) {
    const text = `${count} of node ${from} without an owner: ${which}`;
    return { tone: "bad", text, move };
  }
  if (from === null) {
    return {
      tone: "good",
      text: `${count} taken by node ${to}: ${which}`,
      move,
    };
  }
  const text = `${count} from node ${from} to ${to}: ${which}`;
  return { tone: "plain", text, move };
}

/** Milliseconds within which moves between the same nodes are one. */
const FOLDED_MS = 10_000;

/** Adds a change to those before it, of which the newest is the first. */
export function addNews(
  news: readonly ClusterNews[],
  piece: ClusterNews,
): readonly ClusterNews[] {
  const { at, move } = piece;
  const last = move &&
    news.find((one) =>
      one.at >= at - FOLDED_MS && one.move?.from === move.from &&
      one.move.to === move.to
    );
  if (move === undefined || last?.move === undefined) return [piece, ...news];
  const all = new Set([...last.move.shards, ...move.shards]);
  const shards = [...all].sort((a, b) => a - b);
  const folded = { at, ...tellMove({ ...move, shards }) };
  return [folded, ...news.filter((one) => one !== last)];
}

function compareCounts(before: ClusterDetail, after: ClusterDetail): Piece[] {
  const old = mapNodes(before);
  return after.nodes.flatMap((node) => {
    const last = old.get(node.id);
    return last === undefined ? [] : compareCountsOf(last, node);
  });
}

function compareCountsOf(
  { counts: before }: ClusterNodeRow,
  { name, counts: after }: ClusterNodeRow,
): Piece[] {
  if (before === null && after === null) return [];
  if (after === null) {
    return [{ tone: "warn", text: `Node ${name} does not answer` }];
  }
  if (before === null) {
    return [{ tone: "good", text: `Node ${name} answers again` }];
  }
  const pieces: Piece[] = [];
  if (before.isSuspended !== after.isSuspended) {
    pieces.push(
      after.isSuspended
        ? { tone: "bad", text: `Node ${name} doubts its lease` }
        : { tone: "good", text: `Node ${name} is sure of its lease again` },
    );
  }
  const fenced = after.fenced - before.fenced;
  if (fenced > 0) {
    const writes = fenced === 1 ? "A write" : `${fenced} writes`;
    const tone = "warn" as const;
    pieces.push({ tone, text: `${writes} of node ${name} fenced` });
  }
  return pieces;
}

/** Numbers that a list of them spells out, before it only counts the rest. */
const SPELLED = 12;

/** Writes numbers, which are in order, with those in a row as one range. */
export function formatRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const texts = ranges.slice(0, SPELLED).map(([from, to]) =>
    from === to ? `${from}` : `${from}–${to}`
  );
  const rest = ranges.slice(SPELLED)
    .reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return texts.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
