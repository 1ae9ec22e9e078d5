/**
 * The thread that has the file: it is bundled into one text, for a program that
 * may read nothing else could not load a module of its own.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { SqliteSettings } from "../settings.ts";
import { Service } from "./service.ts";

const port = parentPort!;
const service = new Service(
  workerData as SqliteSettings,
  (answers) => port.postMessage(answers, [answers]),
);
port.on("message", (questions: ArrayBuffer) => service.answer(questions));
