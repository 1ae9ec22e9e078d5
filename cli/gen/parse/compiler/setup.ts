import process from "node:process";

// TypeScript reads environment variables while it loads, unless it finds
// itself in a browser; this keeps the generator to `--allow-read` and
// `--allow-write`. The compiler then touches no disk either: it has no system.
Object.assign(process, { browser: true });
