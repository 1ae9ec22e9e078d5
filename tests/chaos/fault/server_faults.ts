import type { NatsServer } from "../../../bench/cluster/nats_server.ts";
import { passed } from "../../../bench/cluster/passed.ts";
import type { Fault, Stage } from "./stage.ts";

/** The server that leads JetStream's cluster is killed. */
export const META: Fault = {
  name: "meta leader killed",
  lastsMs: 18_000,
  async run(stage, tell) {
    const leader = await stage.servers.findMetaLeader();
    await kill(stage, leader, "JetStream", tell);
  },
};

/** The server that leads a stream is killed. */
export const LEADER: Fault = {
  name: "stream leader killed",
  lastsMs: 18_000,
  async run(stage, tell) {
    const { chance, servers } = stage;
    const streams = await servers.listStreams();
    const stream = chance.pick(streams);
    await kill(stage, await servers.findStreamLeader(stream), stream, tell);
  },
};

/** All servers are killed, and away for longer than leases last. */
export const OUTAGE: Fault = {
  name: "all servers killed",
  lastsMs: 45_000,
  async run({ chance, servers }, tell) {
    const ms = 20_000 + chance.below(40_000);
    tell(`s0 to s2, ${Math.round(ms / 1_000)} s`);
    await Promise.all(servers.servers.map((server) => server.kill()));
    await passed(ms);
    for (const server of servers.servers) server.spawn();
    await servers.waitUntilHealthy();
  },
};

async function kill(
  { chance, servers }: Stage,
  leader: NatsServer | null,
  led: string,
  tell: (target: string) => void,
): Promise<void> {
  const server = leader ?? chance.pick(servers.servers);
  tell(`s${servers.servers.indexOf(server)}, leader of ${led}`);
  await server.kill();
  await passed(8_000 + chance.below(8_000));
  await server.restart();
  await servers.waitUntilHealthy();
}
