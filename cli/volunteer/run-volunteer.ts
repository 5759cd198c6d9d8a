/** Lends this machine until there is no work, or until it is told to stop. */
import type { EngineSnapshot } from "../../web/engine/engine-api.ts";
import { type KeyStore, memoryKeyStore } from "../../web/engine/identity/key-store.ts";
import { CliError } from "../cli-error.ts";
import { fileKeyStore } from "./identity-file.ts";
import { lockIdentity } from "./identity-lock.ts";
import { createNodeEngine } from "./node-engine.ts";
import { createProgress } from "./progress.ts";

export interface VolunteerOptions {
  /** Origin of the deployment. */
  readonly server: string;
  readonly threads: number;
  /** The file that says which host this is, made where it is not there; null to be a new host for this once. */
  readonly identity: string | null;
  /** End when the server has no work for this host, rather than wait for more. */
  readonly untilIdle: boolean;
  readonly asJson: boolean;
  readonly print: (line: string) => void;
  /** Stops it: what is held is given back, what is finished is uploaded. */
  readonly signal: AbortSignal;
}

/** How long giving back may take when nobody answers; the leases expire by themselves afterwards. */
const LEAVE_WITHIN_MS = 10_000;

/** Resolves when it has left in good order. Rejects with a `CliError` when this machine cannot go on. */
export async function runVolunteer(options: VolunteerOptions): Promise<void> {
  const { identity } = options;
  if (identity === null) return lend(options, memoryKeyStore());
  const unlock = lockIdentity(identity);
  try {
    const keys = fileKeyStore(identity);
    // Read once here, so that a spoilt file is told before anything else.
    await keys.find();
    await lend(options, keys);
  } finally {
    unlock();
  }
}

async function lend({ server, threads, untilIdle, asJson, print, signal }: VolunteerOptions, keys: KeyStore): Promise<void> {
  const engine = createNodeEngine(server, threads, keys);
  const tell = createProgress(print, asJson, Date.now);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const stopListening = engine.subscribe((snapshot) => {
    tell(snapshot);
    if (failure(snapshot) !== undefined || (untilIdle && isIdle(snapshot))) end();
  });
  signal.addEventListener("abort", () => end(), { once: true });
  if (signal.aborted) end();
  else engine.start();
  await ended;
  const failed = failure(engine.snapshot());
  await leave(() => engine.leave());
  stopListening();
  tell(engine.snapshot(), true);
  if (failed !== undefined) throw failed;
}

/** Everything that was computed is with the server, and there is nothing more. */
const isIdle = ({ phase, unsent }: EngineSnapshot): boolean => phase.kind === "no-work" && unsent === 0;

function failure({ phase }: EngineSnapshot): CliError | undefined {
  if (phase.kind === "error") return new CliError(`stopped after an error: ${phase.message} (${phase.code})`);
  if (phase.kind === "blocked") return new CliError(`this machine cannot compute: ${phase.reason}`);
  return undefined;
}

async function leave(leaving: () => Promise<void>): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, LEAVE_WITHIN_MS);
  await Promise.race([leaving(), patience.promise]);
  clearTimeout(timer);
}
