import { expect, test } from "vitest";
import { addProject, changeProject, projectFor } from "./project-desk.ts";
import { NOW, smallRegistry } from "./testing/small-registry.ts";

const WORDS = { title: "Factors", purpose: "Finds factors of Mersenne numbers.", links: [] };

function desk() {
  const registry = smallRegistry();
  const [ada, bea] = ["Ada", "Bea"].map((name) => registry.holder(registry.researcher(name).key.key));
  if (ada === undefined || bea === undefined) throw new Error("two keys were made");
  return { ...registry, ada, bea };
}

test("Q5 a project is its researcher's to change; its share is the operator's", () => {
  const { store, ada, bea, freshProject } = desk();
  const made = addProject(store, ada, WORDS, freshProject());
  expect(made).toMatchObject({ ...WORDS, share: 100, owner: { researcherId: ada.researcherId, name: "Ada" } });
  expect(changeProject(store, ada, made.projectId, { title: "All factors" }, NOW)).toEqual({ ...made, title: "All factors" });
  expect(() => changeProject(store, bea, made.projectId, { title: "Mine" }, NOW)).toThrow("not a project of yours");
  expect(() => changeProject(store, ada, made.projectId, { share: 1_000 }, NOW)).toThrow("operator's to set");
  expect(changeProject(store, null, made.projectId, { share: 7, picture: "a".repeat(64) }, NOW)).toMatchObject({
    share: 7,
    title: "All factors",
  });
  expect(changeProject(store, ada, made.projectId, { picture: null }, NOW)).not.toHaveProperty("picture");
});

test("Q6 the only project needs no name; without one, or with several, the researcher is asked for it", () => {
  const { store, ada, bea, freshProject } = desk();
  const find = (holder: typeof ada | null, named?: ReturnType<typeof freshProject>["projectId"]) =>
    projectFor(store, holder, named, "there", freshProject());
  expect(() => find(ada)).toThrow("Make a project first");
  const first = addProject(store, ada, WORDS, freshProject());
  expect(find(ada)).toEqual(first);
  const second = addProject(store, ada, { ...WORDS, title: "More" }, freshProject());
  expect(() => find(ada)).toThrow("name one");
  expect(find(ada, second.projectId)).toEqual(second);
  expect(() => find(bea, first.projectId)).toThrow("not a project of yours");
  expect(() => find(ada, freshProject().projectId)).toThrow("There is no project");
  changeProject(store, ada, first.projectId, { archived: true }, NOW);
  expect(find(ada)).toEqual(second);
  expect(() => find(ada, first.projectId)).toThrow("is archived");
  changeProject(store, ada, first.projectId, { archived: false }, NOW);
  expect(find(ada, first.projectId)).toEqual(first);
});

test("Q6 an operator without a project gets one, once", () => {
  const { store, ada, freshProject } = desk();
  const other = addProject(store, ada, WORDS, freshProject());
  const made = projectFor(store, null, undefined, "manyhands.example", freshProject());
  expect(made).toMatchObject({ title: "manyhands.example", share: 100 });
  expect(made.owner).toBeUndefined();
  addProject(store, null, WORDS, freshProject());
  expect(projectFor(store, null, undefined, "elsewhere", freshProject())).toEqual(made);
  expect(projectFor(store, null, other.projectId, "elsewhere", freshProject())).toEqual(other);
});
