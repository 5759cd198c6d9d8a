/** What a check of a file has shown, and what it has not, for a person. */
import type { ResultManifest } from "../../protocol/result-manifest.ts";
import { printable } from "../output.ts";

/** `isKnownSigner`: whether the person named the key that has to have signed. */
export function describeVerified(
  file: string,
  { batch, kernel, parameters, counts, file: signed, deployment, signedAt }: ResultManifest,
  isKnownSigner: boolean,
): string {
  const bases = Object.entries(counts.byBasis).map(([basis, units]) => `${units} ${basis}`);
  const whose = isKnownSigner ? "which is the key that you named" : `compare it with ${deployment.url}/.well-known/manyhands-keys.json`;
  return [
    `${file} is, byte for byte, the ${signed.format} table of batch ${batch.batchId}, ${JSON.stringify(printable(batch.name))}.`,
    `  sha256    ${signed.sha256}`,
    `  kernel    ${kernel.id}@${kernel.version}, module ${kernel.moduleSha256}`,
    `  assurance ${parameters.assurance}, quorum ${parameters.policy.minQuorum}`,
    `  units     ${counts.units}: ${counts.validated} validated${bases.length === 0 ? "" : ` (${bases.join(", ")})`}, ${counts.failed} failed`,
    `  signed    ${new Date(signedAt).toISOString()} by ${deployment.key}, ${whose}`,
    "It shows that the holder of that key has vouched for exactly this file. How sure each row is, the row itself says.",
  ].join("\n");
}
