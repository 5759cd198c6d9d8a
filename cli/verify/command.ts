/** `manyhands verify`: checks a file of results against its manifest, on this machine alone. */
import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Command } from "commander";
import { type ResultManifest, signedManifestSchema } from "../../protocol/result-manifest.ts";
import { verifyManifest } from "../../protocol/verify-manifest.ts";
import { CliError } from "../cli-error.ts";
import { withJson } from "../options.ts";
import { describeVerified } from "./describe-verified.ts";

interface VerifyOptions {
  readonly manifest: string;
  readonly signer?: string;
  readonly json?: boolean;
}

export function verifyCommand(): Command {
  const command = new Command("verify")
    .description("check a file of results against its signed manifest, without any server")
    .argument("<file>", "the file as it was downloaded, whole and without filters")
    .requiredOption("--manifest <file>", "what `batch manifest` printed")
    .option("--signer <did>", "the did:key that has to have signed it: the deployment's, from its /.well-known/manyhands-keys.json");
  return withJson(command).action(verify);
}

async function verify(file: string, options: VerifyOptions): Promise<void> {
  const { manifest, key } = await verified(file, readManifest(options.manifest), options.signer);
  if (options.json === true) console.log(JSON.stringify({ verified: true, file, signer: key, manifest }));
  else console.log(describeVerified(file, manifest, options.signer !== undefined));
}

/** Throws a {@link CliError} that says what does not fit. */
export async function verified(file: string, jws: string, signer?: string): Promise<{ manifest: ResultManifest; key: string }> {
  const verdict = await verifyManifest(jws);
  if (!verdict.ok) throw new CliError(`the manifest is not to be trusted: ${verdict.reason}`);
  const { manifest, key } = verdict;
  if (signer !== undefined && signer !== key) throw new CliError(`the manifest was signed by ${key}, and not by ${signer}`);
  const { bytes, sha256 } = manifest.file;
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new CliError(`${file}: there is no such file`);
  if (size !== bytes) throw new CliError(`${file} has ${size} bytes, and the file that was signed has ${bytes}`);
  const found = await digestOfFile(file);
  if (found !== sha256) throw new CliError(`${file} is not the file that was signed: its SHA-256 is ${found}, and was ${sha256}`);
  return { manifest, key };
}

/** The JWS of a manifest file: JSON as the server sends it, or the JWS alone. */
export function readManifest(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch {
    throw new CliError(`${file}: there is no such file`);
  }
  if (!text.startsWith("{")) return text;
  const parsed = signedManifestSchema.pick({ jws: true }).safeParse(asJson(text));
  if (parsed.success) return parsed.data.jws;
  throw new CliError(`${file} is no manifest: it has no signature in \`jws\``);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
