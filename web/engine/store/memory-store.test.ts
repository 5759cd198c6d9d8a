import { createMemoryStore } from "./memory-store.ts";
import { workStoreContract } from "./work-store.contract.ts";

workStoreContract(async () => createMemoryStore());
