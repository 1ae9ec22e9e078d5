import { LEASES_CLAUSES } from "../cluster/leases/contract.ts";
import { LeasesSession } from "../cluster/leases/session.ts";
import { runLeasesClause } from "../cluster/leases/watch_clauses.ts";
import { TRANSPORT_CONTRACT } from "../contract/transport.ts";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { Node, testNats } from "./place.ts";

for (const [title, clause] of Object.entries(TRANSPORT_CONTRACT)) {
  testNats(`NatsTransport.${title}`, async (binary) => {
    await using server = await NatsServer.start({ binary });
    const options = { servers: server.address, name: "contract" };
    await clause({ make: () => new Node(options).transport });
  });
}

for (const [title, clause] of Object.entries(LEASES_CLAUSES)) {
  testNats(`NatsLeases.${title}`, async (binary) => {
    await using server = await NatsServer.start({ binary });
    const options = { servers: server.address, name: "contract" };
    const session = new LeasesSession({
      connect: () => new Node(options).leases,
      cut: () => server.kill(),
      mend: () => server.restart(),
    });
    await runLeasesClause(clause, session);
  });
}
