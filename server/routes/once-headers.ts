/** The header field by which a submission is made once, however often it is sent. */
import { z } from "@hono/zod-openapi";

export const ONCE_HEADERS = z.object({
  "idempotency-key": z.string().max(200).optional().describe("chosen by the client, new for each batch: 1 to 200 visible ASCII characters"),
});
