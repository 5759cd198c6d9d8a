/**
 * Sizes, counts and durations that both sides obey. Each has its unit in its name; where a number
 * was computed, the arithmetic is in the comment.
 */

/** Units one lease may cover. 1,000 units of 64 output bytes are under 200 kB of JSON. */
export const MAX_LEASE_UNITS = 1_000;

/** Leases one exchange may issue: contiguous pieces that together make one bundle. */
export const MAX_LEASES_PER_EXCHANGE = 16;

/** Batches that a wish may leave out. */
export const MAX_AVOIDED_BATCHES = 16;

/** Unit outcomes one exchange may report, over all its leases. */
export const MAX_OUTCOMES_PER_EXCHANGE = 1_000;

/** Seconds of work a host may ask for at once: enough to ride out half an hour without a network. */
export const MAX_SECONDS_PER_EXCHANGE = 1_800;

/** Bytes of one output. Larger findings belong in blobs. */
export const MAX_OUTPUT_BYTES = 65_536;

/** Bytes of one encoded input. */
export const MAX_INPUT_BYTES = 65_536;

/** Bytes of all inputs that one exchange leases: in base64 a third more, and below the 32 MiB that one call between Workers carries. */
export const MAX_LEASED_INPUT_BYTES = 16_777_216;

/** Bytes of an exchange's body: 1,000 outcomes of 1 kB each. */
export const MAX_EXCHANGE_BODY_BYTES = 1_048_576;

/** Bytes of any other JSON body. */
export const MAX_JSON_BODY_BYTES = 65_536;

/** Bytes of an uploaded batch: a million rows of 256 bytes. */
export const MAX_BATCH_BODY_BYTES = 268_435_456;

/** Bytes of a pushed kernel: the largest module and the largest shader, with room for the manifest and the form. */
export const MAX_KERNEL_BODY_BYTES = 4_718_592;

/** Bytes of one blob: several are in a worker's memory at once, and a telephone has little. */
export const MAX_BLOB_BYTES = 67_108_864;

/** Bytes of one row of an uploaded batch. */
export const MAX_ROW_BYTES = 65_536;

/** Rows of a batch's file, each of which is stored. */
export const MAX_BATCH_UNITS = 10_000_000;

/** Work units of a sweep, whose rows are made as they are leased: 384 squares of a picture times it stay exact in a number. */
export const MAX_SWEEP_UNITS = 1_000_000_000_000;

/** Bytes of a sweep's description: lists of some ten thousand values. */
export const MAX_SWEEP_BODY_BYTES = 524_288;

/** Problems listed in one refusal; the count of all that were seen is told beside them. */
export const MAX_LISTED_PROBLEMS = 50;

/** Problems that a check of a file tells one by one, some 200 bytes each, which wait in memory until the client reads them. */
export const MAX_CHECKED_PROBLEMS = 100_000;

/** Filters of one query of results. */
export const MAX_RESULT_FILTERS = 8;

/** Equivalent results that a batch may require. */
export const MAX_QUORUM = 10;

/** Code points of a batch's name. */
export const MAX_NAME_LENGTH = 120;

/** Code points of the name that a person gives to a host or to themselves. */
export const MAX_PERSONAL_NAME_LENGTH = 60;

/** How long a code that links a host to a volunteer may be used. */
export const LINK_CODE_SECONDS = 600;

/** Hosts of one volunteer: more than a laboratory has, and some hundred kilobytes in one reply. */
export const MAX_VOLUNTEER_HOSTS = 1_000;

/** Codes of one host that may be open at once; a further one ends the oldest. */
export const MAX_OPEN_LINK_CODES = 3;

/** Code points of an error message that a host sends with a failed unit. */
export const MAX_ERROR_MESSAGE_LENGTH = 300;

/** How long a host may hold a lease when its batch does not say. */
export const DEFAULT_LEASE_SECONDS = 600;
export const MIN_LEASE_SECONDS = 5;
export const MAX_LEASE_SECONDS = 604_800;

/** Squares of *the picture so far*: 24 columns by 16 rows. */
export const MAX_PICTURE_SQUARES = 384;

/** Letters of the challenge of a work proof. */
export const MAX_CHALLENGE_LENGTH = 400;

/** Live keys of one researcher: one for each machine and script that anybody has, and one page of a list. */
export const MAX_KEYS_PER_RESEARCHER = 100;

/** Live projects of one researcher. */
export const MAX_PROJECTS_PER_OWNER = 100;

/** Weight of a project that the operator has said nothing of; the largest one is ten times it, the smallest a hundredth. */
export const DEFAULT_SHARE = 100;
export const MAX_SHARE = 1_000;

/** Code points of what a project says of its purpose. */
export const MAX_PURPOSE_LENGTH = 2_000;

/** Links that a project shows. */
export const MAX_PROJECT_LINKS = 8;

/** How long the old secret of a rotated key may still be used: a month, to reach every script. */
export const MAX_GRACE_SECONDS = 2_678_400;
