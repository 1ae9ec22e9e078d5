import { systemRuntime } from "../../../src/base/runtime.ts";
import { MemoryNetwork } from "../../../src/cluster/memory/network.ts";
import { MemoryTransport } from "../../../src/cluster/memory/transport.ts";
import type { Transport } from "../../../src/cluster/port/transport.ts";
import { transportContract } from "../../contract/transport.ts";

transportContract("MemoryTransport", () => {
  const network = new MemoryNetwork(systemRuntime);
  return {
    make: () => new MemoryTransport(network, systemRuntime),
    setConnected(transport: Transport, isConnected: boolean) {
      if (transport instanceof MemoryTransport) {
        transport.setConnected(isConnected);
      }
    },
  };
});
