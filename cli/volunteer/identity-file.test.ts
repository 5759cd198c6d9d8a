import { expect, it } from "vitest";
import { defaultIdentityFile } from "./identity-file.ts";

it.each([
  ["linux", { XDG_DATA_HOME: "/data" }, "/data/manyhands/hands.example.identity.json"],
  ["linux", {}, "/home/ada/.local/share/manyhands/hands.example.identity.json"],
  ["darwin", {}, "/home/ada/Library/Application Support/manyhands/hands.example.identity.json"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/manyhands/hands.example.identity.json"],
] as const)("an identity that nobody named lies where %s keeps a person's data", (platform, environment, expected) => {
  expect(defaultIdentityFile("https://hands.example", environment, platform, "/home/ada")).toBe(expected);
});

it("each deployment has a host of its own", () => {
  const files = ["http://localhost:8787", "http://localhost:8788", "http://[::1]:8787", "https://hands.example"].map((server) =>
    defaultIdentityFile(server, {}, "linux", "/home/ada"),
  );
  expect(new Set(files).size).toBe(files.length);
  expect(files.join("")).not.toMatch(/[[\]]/);
});
