import type { LinksHost } from "../../../../src/cluster/link/links_host.ts";
import { MemoryNetwork } from "../../../../src/cluster/memory/network.ts";
import { Chance } from "../../../support/chance.ts";
import { readLetter, writeLetter } from "./letter.ts";
import { Node } from "./node.ts";
import { Timeline } from "./timeline.ts";

/** The messages from one node to another one. */
interface Pair {
  readonly from: string;
  readonly to: string;
  sent: number;
  readonly arrived: Set<number>;
  readonly lastOfKey: Map<number, number>;
  /** From which number on none arrives; `Infinity` unless it was ended. */
  lost: number;
  /** How many answers the sender awaits. */
  awaiting: number;
  /** What the sender was told of the receiver, and that it was not heard. */
  readonly suspected: Set<"silent" | "unreachable">;
}

const IDS = ["ann-1", "bob-2", "cyd-3"];
// More packets, where they are small, than may be on their way.
const FLOOD = 6_000;
const FLOOD_BYTES = 150;
const PACKET_BYTES = [200, 400, 2_000, 60_000];
// Long enough for a resend at its slowest, and what that sets off.
const MEND_MS = 60_000;

/** A random history of nodes on a bad network; it notes what is wrong. */
export class History {
  readonly problems: string[] = [];
  readonly #chance: Chance;
  readonly #timeline: Timeline;
  readonly #network: MemoryNetwork;
  readonly #nodes: readonly Node[];
  readonly #pairs = new Map<string, Pair>();
  readonly #packetBytes: number;

  /** Creates the history that belongs to a seed. */
  constructor(seed: number) {
    this.#chance = new Chance(seed);
    this.#timeline = new Timeline(seed + 1);
    this.#packetBytes = this.#chance.pick(PACKET_BYTES);
    const clock = this.#timeline.makeClock(0, 1);
    this.#network = new MemoryNetwork(clock, {}, this.#packetBytes);
    this.#nodes = IDS.slice(0, 2 + this.#chance.below(2)).map((id) =>
      this.#makeNode(id)
    );
  }

  /** Plays it: faults, then none, until all has arrived. */
  play(): void {
    const steps = 5 + this.#chance.below(40);
    for (let step = 0; step < steps; step++) this.#step();
    this.#mend();
    this.#timeline.pass(MEND_MS);
    for (const pair of this.#pairs.values()) this.#checkAll(pair);
    this.#checkCounts();
    this.#checkRest();
  }

  #makeNode(id: string): Node {
    const speed = 1 + (this.#chance.below(201) - 100) / 10_000;
    const runtime = this.#timeline.makeClock(this.#chance.below(10_000), speed);
    const host: LinksHost = {
      receive: (from, bytes) => this.#take(from, id, bytes),
      noteSilent: (peer) => this.#suspect(id, peer, "silent"),
      noteUnreachable: (peer) => this.#suspect(id, peer, "unreachable"),
      noteHeard: (peer) => this.#noteHeard(id, peer),
    };
    return new Node(id, this.#network, runtime, host, this.problems);
  }

  #step(): void {
    const chance = this.#chance.below(80);
    if (chance < 40) this.#send(this.#pickPair(), 1 + this.#chance.below(60));
    else if (chance < 45) this.#await();
    else if (chance < 57) this.#changeFaults();
    else if (chance < 65) this.#changeLinks();
    else if (chance < 69) this.#changeNode();
    else if (chance < 70) this.#end(this.#pickPair());
    else if (chance < 73) this.#blip();
    else if (chance < 74 && this.#chance.below(4) === 0) {
      this.#send(this.#pickPair(), FLOOD);
    }
    const ms = this.#chance.pick([0, 0, 1, 10, 100, 1_000, 5_000]);
    this.#timeline.pass(this.#chance.below(ms + 1));
  }

  #send([from, to]: [Node, Node], count: number): void {
    const pair = this.#findPair(from.id, to.id);
    if (pair.lost < Infinity) return;
    for (let left = count; left > 0; left--) {
      const key = this.#chance.below(4);
      const length = count === FLOOD ? FLOOD_BYTES : this.#draw();
      const letter = writeLetter({ number: pair.sent + 1, key }, length);
      const number = from.links.send(to.id, letter, key);
      // Whoever sends may write to its bytes again.
      letter.fill(0xee);
      pair.sent++;
      if (number !== pair.sent) this.#note(pair, `number ${number}`);
    }
  }

  /** Draws the length of a message: a few are cut into many pieces. */
  #draw(): number {
    const most = this.#chance.below(12) === 0
      ? Math.min(20 * this.#packetBytes, 200_000)
      : Math.min(this.#packetBytes, 300);
    return this.#chance.below(most);
  }

  #changeFaults(): void {
    const { faults } = this.#network;
    faults.delayMs = this.#chance.pick([[0, 0], [1, 1], [0, 20], [5, 400]]);
    faults.loss = this.#chance.pick([0, 0, 0.02, 0.2, 0.6]);
    faults.duplication = this.#chance.pick([0, 0, 0.1, 0.5]);
    faults.reorders = this.#chance.below(2) === 0;
  }

  #changeLinks(): void {
    const [from, to] = this.#pickPair();
    if (this.#chance.below(2) === 0) this.#network.heal(from.id, to.id);
    else this.#network.cut(from.id, to.id);
  }

  #changeNode(): void {
    const { id } = this.#chance.pick(this.#nodes);
    const change = this.#chance.below(4);
    if (change === 0) this.#network.setConnected(id, false);
    else if (change === 1) this.#network.setConnected(id, true);
    else if (change === 2) this.#network.pause(id);
    else this.#network.resume(id);
  }

  /** Takes a connection away for a moment in which both sides send. */
  #blip(): void {
    const pair = this.#pickPair();
    const [from, to] = pair;
    const steps = [
      () => this.#network.setConnected(to.id, false),
      () => this.#send(pair, 1 + this.#chance.below(3)),
      () => this.#network.setConnected(to.id, true),
      () => this.#send(pair, 1 + this.#chance.below(3)),
    ];
    if (this.#chance.below(2) === 0) this.#send([to, from], 2);
    // As far apart as these steps, so that news of one meets the next one.
    if (this.#chance.below(2) === 0) {
      Object.assign(this.#network.faults, { delayMs: [20, 20], loss: 0 });
    }
    for (const step of steps) {
      step();
      this.#timeline.pass(this.#chance.below(this.#chance.pick([2, 40, 300])));
    }
    if (this.#chance.below(3) === 0) this.#end(pair);
  }

  /** Lets a node give up another one, which lives and hears what comes. */
  #end([from, to]: [Node, Node]): void {
    const pair = this.#findPair(from.id, to.id);
    if (pair.lost < Infinity) return;
    pair.lost = from.links.end(to.id);
    // The other way, nothing is promised any more.
    this.#findPair(to.id, from.id).lost = 0;
    const last = Math.max(0, ...pair.arrived);
    if (last >= pair.lost) {
      this.#note(pair, `${last} arrived before it was lost`);
    }
    if (pair.lost > pair.sent + 1) {
      this.#note(pair, `${pair.lost} was not sent`);
    }
  }

  #mend(): void {
    const { faults } = this.#network;
    Object.assign(faults, { loss: 0, duplication: 0, delayMs: [1, 1] });
    this.#network.healAll();
    for (const { id } of this.#nodes) {
      this.#network.resume(id);
      this.#network.setConnected(id, true);
    }
    for (const pair of this.#pairs.values()) {
      const node = this.#nodes.find(({ id }) => id === pair.from);
      for (; pair.awaiting > 0; pair.awaiting--) {
        node?.links.noteAwaiting(pair.to, -1);
      }
    }
  }

  #take(from: string, to: string, bytes: Uint8Array): void {
    const pair = this.#findPair(from, to);
    const { number, key } = readLetter(bytes);
    if (pair.arrived.has(number)) this.#note(pair, `${number} came twice`);
    if (number > pair.sent) this.#note(pair, `${number} was not sent`);
    if (pair.lost > 0 && number >= pair.lost) {
      this.#note(pair, `${number} arrived, which was lost`);
    }
    if (number < (pair.lastOfKey.get(key) ?? 0)) {
      this.#note(pair, `${number} came late`);
    }
    pair.arrived.add(number);
    pair.lastOfKey.set(key, number);
    // What it is handed is its own.
    bytes.fill(0xdd);
  }

  #checkAll(pair: Pair): void {
    if (pair.lost < Infinity) return;
    for (let number = 1; number <= pair.sent; number++) {
      if (!pair.arrived.has(number)) {
        this.#note(pair, `${number} of ${pair.sent} did not arrive`);
        return;
      }
    }
  }

  /** Nothing is sent any more that nothing asks for. */
  #checkRest(): void {
    const hasEnded = this.#pairs.values().some(({ lost }) => lost < Infinity);
    if (hasEnded || this.#timeline.waiting === 0) return;
    this.problems.push(`${this.#timeline.waiting} timers are left`);
  }

  /** Nodes that are sound send nothing that the other one must drop. */
  #checkCounts(): void {
    for (const { id, links } of this.#nodes) {
      const { malformed, misaddressed } = links.dropped;
      if (malformed + misaddressed > 0) this.problems.push(`${id} drops`);
      for (const { peer, counts } of links.list()) {
        const { overruns, malformed } = counts;
        if (overruns + malformed === 0) continue;
        this.problems.push(`${id} drops packets of ${peer}`);
      }
    }
  }

  #await(): void {
    const [from, to] = this.#pickPair();
    const pair = this.#findPair(from.id, to.id);
    const change = pair.awaiting > 0 && this.#chance.below(2) === 0 ? -1 : 1;
    pair.awaiting += change;
    from.links.noteAwaiting(to.id, change);
  }

  #suspect(id: string, peer: string, why: "silent" | "unreachable"): void {
    const pair = this.#findPair(id, peer);
    if (pair.suspected.has(why)) this.#note(pair, `${why} twice`);
    pair.suspected.add(why);
  }

  #noteHeard(id: string, peer: string): void {
    const pair = this.#findPair(id, peer);
    if (pair.suspected.size === 0) this.#note(pair, "heard, as before");
    pair.suspected.clear();
  }

  #pickPair(): [Node, Node] {
    const from = this.#chance.pick(this.#nodes);
    const others = this.#nodes.filter((node) => node !== from);
    return [from, this.#chance.pick(others)];
  }

  #findPair(from: string, to: string): Pair {
    const name = `${from} to ${to}`;
    let pair = this.#pairs.get(name);
    if (pair === undefined) {
      pair = {
        from,
        to,
        sent: 0,
        arrived: new Set(),
        lastOfKey: new Map(),
        lost: Infinity,
        awaiting: 0,
        suspected: new Set(),
      };
      this.#pairs.set(name, pair);
    }
    return pair;
  }

  #note({ from, to }: Pair, problem: string): void {
    this.problems.push(`${from} to ${to}: ${problem}`);
  }
}
