import { expect, test } from "vitest";
import { hostFileSchema } from "../../protocol/messages.ts";
import { describeHost } from "./describe-host.ts";

const file = hostFileSchema.parse({
  hostId: "haaaaaaaaaaaaaaaa",
  name: "tower\u001b[31m",
  enrolledAt: Date.UTC(2026, 10, 20),
  validated: 12,
  pending: 3,
  rejected: 1,
  microCobblestones: 2_500_000,
  unvestedMicroCobblestones: 1,
  inFlight: 4,
  vouched: false,
  agreements: { "mersenne-tf@1.0.0": 19.7 },
});

test("A host is told line by line, with nothing in its name that a terminal would obey", () => {
  const rows = describeHost(file)
    .split("\n")
    .map((line) => line.split(/ {2,}/));
  expect(Object.fromEntries(rows)).toEqual({
    host: "haaaaaaaaaaaaaaaa tower [31m",
    volunteer: "on its own",
    enrolled: "2026-11-20",
    "vouched for": "no",
    agreed: "19 times on mersenne-tf@1.0.0",
    validated: "12",
    pending: "3",
    rejected: "1",
    "in flight": "4",
    credit: "2.5 cobblestones",
    "not yet granted": "0.000001 cobblestones",
  });
});

test("A host that was erased says so", () => {
  const erased = describeHost({ ...file, name: undefined, agreements: {}, erasedAt: Date.UTC(2026, 10, 21) });
  expect(erased).toMatch(/^erased +2026-11-21$/m);
  expect(erased).toMatch(/^agreed +never yet$/m);
});
