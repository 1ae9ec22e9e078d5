/** A NATS server that this program has started. */
export interface Server extends AsyncDisposable {
  /** Where it listens, such as `127.0.0.1:4222`. */
  readonly address: string;
}

/** Starts a NATS server with JetStream on a free port of this machine. */
export async function startServer(): Promise<Server> {
  const program = Deno.env.get("NATS_SERVER") ?? "nats-server";
  const folder = await Deno.makeTempDir({ prefix: "nats_" });
  const port = findFreePort();
  const args = ["-js", "-a", "127.0.0.1", "-p", `${port}`, "-sd", folder];
  let server: Deno.ChildProcess;
  try {
    const command = new Deno.Command(program, {
      args,
      stdout: "null",
      stderr: "null",
    });
    server = command.spawn();
  } catch (cause) {
    throw new Error(
      `Cannot start ${program}: install NATS 2.12.1 or later, or say where ` +
        "it is in NATS_SERVER",
      { cause },
    );
  }
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await server.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
