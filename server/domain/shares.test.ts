import fc from "fast-check";
import { expect, test } from "vitest";
import { batchOrder, PRIORITY_WEIGHTS, type Weighable, weightsOf } from "./shares.ts";

type Named = Weighable & { readonly name: number };

const batches = fc
  .array(fc.record({ project: fc.nat(3), priority: fc.constantFrom("low" as const, "normal" as const, "high" as const) }), {
    minLength: 1,
    maxLength: 8,
  })
  .chain((some) =>
    fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 4, maxLength: 4 }).map((shares) =>
      some.map(({ project, priority }, name): Named => ({
        name,
        priority,
        project: project === 0 ? null : { projectId: `p${project}`, share: shares[project] ?? 1 },
      })),
    ),
  );

/** A stream of numbers that is the same each time. */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // Twice mixed: the low bits of a linear congruence are poor.
    const mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b) >>> 0;
    return (Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b) >>> 0) / 2 ** 32;
  };
}

/** How often each batch is first. */
function firsts(running: readonly Named[], draws: number, seed: number): number[] {
  const counts = running.map(() => 0);
  const random = stream(seed);
  for (let i = 0; i < draws; i++) {
    const [first] = batchOrder(running, random);
    if (first !== undefined) counts[first.name] = (counts[first.name] ?? 0) + 1;
  }
  return counts;
}

test("L2 an order has each batch once, whatever is drawn", () => {
  const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(batches, fc.infiniteStream(draws), (running, drawn) => {
      const order = batchOrder(running, () => drawn.next().value);
      expect([order.length, new Set(order)]).toEqual([running.length, new Set(running)]);
    }),
  );
  expect(batchOrder([], () => 0)).toEqual([]);
});

test("L2 batches are first as often as their weights say", () => {
  const DRAWS = 20_000;
  fc.assert(
    fc.property(batches, fc.integer({ min: 1 }), (running, seed) => {
      const weights = weightsOf(running);
      const sum = weights.reduce((all, weight) => all + weight, 0);
      firsts(running, DRAWS, seed).forEach((count, i) => {
        const chance = (weights[i] ?? 0) / sum;
        // Five standard deviations, and a little for where so few are expected that no bell describes them.
        const bound = 5 * Math.sqrt(DRAWS * chance * (1 - chance)) + 10;
        expect(Math.abs(count - DRAWS * chance)).toBeLessThan(bound);
      });
    }),
    { numRuns: 40, seed: 20_261_120 },
  );
});

test("L2 every running batch is first sometimes, also the least beside the heaviest", () => {
  const heavy = Array.from({ length: 5 }, (_, name): Named => ({ name, priority: "high", project: { projectId: "heavy", share: 1_000 } }));
  const least: Named = { name: 5, priority: "low", project: { projectId: "light", share: 1 } };
  const beside: Named = { name: 6, priority: "high", project: { projectId: "light", share: 1 } };
  // One in seventeen thousand exchanges: at some tens a second, every ten minutes.
  expect(firsts([...heavy, least, beside], 300_000, 7).every((count) => count > 0)).toBe(true);
});

test("L2 a batch that ends never lowers the chance of another", () => {
  const chances = (running: readonly Named[]): Map<number, number> => {
    const weights = weightsOf(running);
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return new Map(running.map(({ name }, i) => [name, (weights[i] ?? 0) / sum]));
  };
  fc.assert(
    fc.property(batches, fc.nat(), (running, which) => {
      const before = chances(running);
      const after = chances(running.filter((_, i) => i !== which % running.length));
      for (const [name, chance] of after) expect(chance).toBeGreaterThanOrEqual((before.get(name) ?? 1) - 1e-12);
    }),
  );
});

test("L2 shares are between projects, however many batches each has, and priorities are within them", () => {
  const one: Named = { name: 0, priority: "low", project: { projectId: "one", share: 100 } };
  const many = Array.from({ length: 9 }, (_, i): Named => ({ name: i + 1, priority: "high", project: { projectId: "many", share: 300 } }));
  const weights = weightsOf([one, ...many]);
  expect(weights[0]).toBe(100);
  expect(weights.slice(1).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(300);
  const project = { projectId: "p", share: 100 };
  const [low = 0, normal = 0, high = 0] = weightsOf((["low", "normal", "high"] as const).map((priority) => ({ project, priority })));
  expect([normal / low, high / normal]).toEqual([4, 4]);
  expect(Object.values(PRIORITY_WEIGHTS).every((weight) => weight > 0)).toBe(true);
});
