import { describe, expect, it } from "vitest";
import { makeCarriedKey } from "../identity/host-key.ts";
import { formatRecoveryFile, MAX_RECOVERY_FILE_BYTES, parseRecoveryFile } from "./recovery-file.ts";

const SERVER = "https://hands.example";
const file = async (): Promise<string> => formatRecoveryFile(SERVER, new Date(0), await makeCarriedKey());

describe("a recovery file", () => {
  it("is read as it was written, and says to whoever opens it what it is", async () => {
    const key = await makeCarriedKey();
    const text = formatRecoveryFile(SERVER, new Date(0), key);
    expect(parseRecoveryFile(text)).toMatchObject({ server: SERVER, savedAt: "1970-01-01T00:00:00.000Z", key });
    expect(text).toContain("Keep it safe");
    expect(text.length).toBeLessThan(MAX_RECOVERY_FILE_BYTES / 5);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ["that was cut short", (text) => text.slice(0, -20), /not JSON, or was cut short/],
    ["that is a picture", () => "\u0089PNG", /not JSON/],
    ["that is another JSON file", () => "[]", /the text: /],
    ["of another program", (text) => text.replace("manyhands-recovery", "other"), /format: expected "manyhands-recovery"/],
    ["of a later version", (text) => text.replace('"version": 1', '"version": 2'), /version: expected 1/],
    ["without a server", (text) => text.replace(SERVER, "here"), /server: /],
    ["with a key of another kind", (text) => text.replace("Ed25519", "X25519"), /key\.crv: /],
    ["with a key that is too short", (text) => text.replace(/"d": "../, '"d": "'), /key\.d: 32 bytes in base64url/],
    ["that is far too long", (text) => text + " ".repeat(MAX_RECOVERY_FILE_BYTES), /too long/],
  ])("%s is told as such", async (_, spoil, reason) => {
    const text = spoil(await file());
    expect(() => parseRecoveryFile(text)).toThrow(reason);
  });
});
