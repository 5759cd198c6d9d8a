/** Reads the encodings of a WebAssembly binary in order, and never past its end. */

/** Bytes that are no WebAssembly module, with where and why. */
export class MalformedModule extends Error {
  override readonly name = "MalformedModule";
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  byte(): number {
    const byte = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (byte === undefined) throw this.failure("it ends in the middle");
    this.#at += 1;
    return byte;
  }

  /** An unsigned number of at most 32 bits, seven of them a byte. */
  u32(): number {
    const value = this.#leb(5);
    if (value >= 2 ** 32) throw this.failure("a number is too large");
    return value;
  }

  /** One of at most 64 bits; those past 2^53 come rounded. */
  u64(): number {
    return this.#leb(10);
  }

  text(): string {
    const length = this.u32();
    const part = this.part(length);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part.#bytes.subarray(part.#at, part.#end));
    } catch {
      throw this.failure("a name is not UTF-8");
    }
  }

  /** Reads so many things as it says first. */
  vector<T>(read: (reader: ByteReader) => T): T[] {
    const count = this.u32();
    // Every entry takes a byte at least: a count past that is a lie, told before anything is made of it.
    if (count > this.#end - this.#at) throw this.failure("a count is larger than what is left");
    return Array.from({ length: count }, () => read(this));
  }

  /** A reader of the next bytes alone; this one goes on behind them. */
  part(length: number): ByteReader {
    const end = this.#at + length;
    if (end > this.#end) throw this.failure("it ends in the middle");
    const part = new ByteReader(this.#bytes, this.#at, end);
    this.#at = end;
    return part;
  }

  expectEnd(): void {
    if (!this.isAtEnd) throw this.failure("a section is longer than its contents");
  }

  failure(why: string): MalformedModule {
    return new MalformedModule(`byte ${this.#at}: ${why}`);
  }

  #leb(maxBytes: number): number {
    let value = 0;
    for (let i = 0; i < maxBytes; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw this.failure("a number does not end");
  }
}
