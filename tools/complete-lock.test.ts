import { expect, test } from "vitest";
import { complete } from "./complete-lock.ts";

test("A platform's package that the registry lacked is named with its system and processor", () => {
  const lock = {
    packages: {
      "node_modules/tool": {
        version: "1.0.0",
        dev: true,
        optionalDependencies: { "@tool/linux-x64-gnu": "1.0.0", "@tool/windows-64": "1.0.0" },
      },
      "node_modules/@tool/linux-x64-gnu": { version: "1.0.0" },
    },
  };
  expect(complete(lock)).toEqual(["@tool/windows-64"]);
  expect(lock.packages).toHaveProperty(["node_modules/@tool/windows-64"], {
    version: "1.0.0",
    cpu: ["x64"],
    dev: true,
    optional: true,
    os: ["win32"],
  });
  expect(complete(lock)).toEqual([]);
});

test("An entry that npm wrote without a version is written again", () => {
  const lock = {
    packages: {
      "node_modules/tool": { version: "1.0.0", optionalDependencies: { "tool-darwin-arm64": "1.0.0" } },
      "node_modules/tool-darwin-arm64": { optional: true },
    },
  };
  complete(lock);
  expect(lock.packages["node_modules/tool-darwin-arm64"]).toEqual({ version: "1.0.0", cpu: ["arm64"], optional: true, os: ["darwin"] });
});
