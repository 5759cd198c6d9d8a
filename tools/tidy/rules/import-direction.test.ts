import { expect, test } from "vitest";
import { complaints } from "./fixture.ts";
import { importDirection } from "./import-direction.ts";

const check = (path: string, text: string): string[] => complaints(importDirection, { [path]: text });

test.each([
  ["protocol/messages.ts", 'import { z } from "zod"; import { x } from "./ids.ts";'],
  ["worker-kernels/cpu-runner.ts", 'import { x } from "../protocol/digest.ts";'],
  ["server/domain/batch.ts", 'import { x } from "../../worker-kernels/mersenne-tf/verify.ts";'],
  ["server/cell/cell-object.ts", 'import type { Env } from "../env.ts"; import { x } from "../domain/batch.ts";'],
  ["server/app.ts", 'import { x } from "./routes/batches.ts";'],
  ["web/engine/api-client.ts", 'import type { AppType } from "../../server/app.ts";'],
  ["web/engine/api-client.ts", 'import { type AppType } from "../../server/app.ts";'],
  ["web/engine/compute/compute-service.ts", 'import { x } from "../../../worker-kernels/cpu-runner.ts";'],
  ["web/donate/main.tsx", 'import { x } from "../engine/engine.ts"; import { y } from "../ui/button.tsx";'],
  ["e2e/journey.spec.ts", 'import { x } from "../server/selfhost/start.ts";'],
])("%s may hold: %s", (path, text) => {
  expect(check(path, text)).toEqual([]);
});

test.each([
  ["protocol/messages.ts", 'import { x } from "../server/domain/batch.ts";', "protocol may not import server/domain/batch.ts"],
  ["worker-kernels/cpu-runner.ts", 'import { x } from "../web/ui/theme.ts";', "worker-kernels may not import web/ui/theme.ts"],
  ["server/domain/batch.ts", 'import { x } from "../cell/store.ts";', "server/domain may not import server/cell/store.ts"],
  ["server/domain/batch.ts", 'import type { X } from "../cell/store.ts";', "server/domain may not import types of server/cell/store.ts"],
  [
    "server/domain/batch.ts",
    'import { x } from "../../worker-kernels/cpu-runner.ts";',
    "server/domain may not import worker-kernels/cpu-runner.ts",
  ],
  ["server/cell/cell-object.ts", 'import { x } from "../routes/batches.ts";', "server/cell may not import server/routes/batches.ts"],
  ["server/routes/batches.ts", 'import { app } from "../app.ts";', "server/routes may not import server/app.ts"],
  ["web/engine/api-client.ts", 'import { app } from "../../server/app.ts";', "web/engine may not import server/app.ts"],
  [
    "web/engine/engine.ts",
    'import { x } from "../../worker-kernels/cpu-runner.ts";',
    "web/engine may not import worker-kernels/cpu-runner.ts",
  ],
  ["web/engine/engine.ts", 'import { x } from "../donate/main.tsx";', "web/engine may not import web/donate/main.tsx"],
  ["web/donate/main.tsx", 'import { x } from "../widget/main.tsx";', "web/donate may not import web/widget/main.tsx"],
  ["web/ui/button.tsx", 'export { x } from "../engine/engine.ts";', "web/ui may not import web/engine/engine.ts"],
  ["cli/manyhands.ts", 'const x = await import("../server/app.ts");', "cli may not import server/app.ts"],
  ["cli/manyhands.ts", 'import { x } from "../bench/server.ts";', "cli may not import bench/server.ts"],
])("%s may not hold: %s", (path, text, complaint) => {
  expect(check(path, text)).toEqual([expect.stringContaining(`${path}:1: ${complaint}`)]);
});
