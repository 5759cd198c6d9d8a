/**
 * Known answers. The factorisations were made with PARI/GP 2.15, which proves the factors prime:
 *
 *     gp> p = 137; q = factor(2^p - 1)[,1]; for(i = 1, #q, print(q[i], "  k = ", (q[i] - 1) / (2*p)))
 *
 * For the exponents too large for that, k was found by this kernel and is confirmed with
 *
 *     gp> p = 332192863; k = 3232965; q = 2*k*p + 1; print(isprime(q), "  ", Mod(2, q)^p)
 *
 * What is known today of every exponent: https://www.mersenne.org/report_exponent/
 */

export interface KnownFactor {
  readonly exponent: number;
  readonly k: bigint;
  readonly factor: bigint;
}

const known = (exponent: number, k: bigint, factor: bigint): KnownFactor => ({ exponent, k, factor });

export const KNOWN_FACTORS: readonly KnownFactor[] = [
  // Candidates that are sieve primes themselves, down to the smallest there is, 7 = 2 · 3 + 1.
  known(3, 1n, 7n),
  known(5, 3n, 31n),
  known(7, 9n, 127n),
  known(11, 1n, 23n),
  known(11, 4n, 89n),
  known(13, 315n, 8191n), // the largest prime of the sieve
  known(23, 1n, 47n),
  known(29, 4n, 233n),
  known(29, 19n, 1103n),
  known(29, 36n, 2089n),
  known(37, 3n, 223n),
  known(43, 5n, 431n),
  known(47, 25n, 2351n),
  known(47, 48n, 4513n),
  known(113, 15n, 3391n),

  known(17, 3855n, 131071n),
  known(23, 3880n, 178481n),
  known(31, 34636833n, 2147483647n),
  known(41, 163n, 13367n),
  known(43, 113n, 9719n),
  known(67, 1445580n, 193707721n), // F. N. Cole, 1903
  known(67, 5685360129n, 761838257287n),
  known(101, 36793758459n, 7432339208719n),
  known(101, 1688700648530664n, 341117531003194129n),
  known(113, 103n, 23279n),
  known(113, 292n, 65993n),
  known(113, 8268n, 1868569n),
  known(113, 4720434216231n, 1066818132868207n),
  known(157, 2713800n, 852133201n),
  known(157, 193396319n, 60726444167n),
  known(157, 5267700692n, 1654058017289n),
  known(157, 6797412001944n, 2134387368610417n),
  known(163, 461n, 150287n),
  known(163, 2160n, 704161n),
  known(163, 338072n, 110211473n),
  known(163, 84874596n, 27669118297n),
  known(173, 2112n, 730753n),
  known(173, 4351n, 1505447n),
  known(173, 202556175469807n, 70084436712553223n),

  // k ≥ 2^56.
  known(137, 116905896337578232n, 32032215596496435569n),
  known(149, 290792847537859675n, 86656268566282183151n),
  known(163, 111136363712054220n, 36230454570129675721n),

  // k ≥ 2^64.
  known(83, 348871169357082223420n, 57912614113275649087721n),
  known(137, 19850518918248920767n, 5439042183600204290159n),
  known(173, 448802726267549935491n, 155285743288572277679887n),
  known(193, 159726529101679638903n, 61654440233248340616559n),
  known(223, 1336866816114610153397n, 596242599987116128415063n),
  // The last bit below 2^80.
  known(109, 3990990761920738474004n, 870035986098720987332873n),

  // Exponents of 29 to 32 bits.
  known(332192863, 3232965n, 2147935798657591n),
  known(332192863, 4674852n, 3105904939962553n),
  known(332192863, 14703681n, 9768915776057407n),
  known(332192891, 1n, 664385783n),
  known(332192929, 20278335n, 13472638997786431n),
  known(4294967279, 100440n, 862773027005521n),
  known(4294967291, 1n, 8589934583n),
];

/** Ranges without a factor, of exponents whose Mersenne number is prime or has no factor known. */
export const BARREN_RANGES: readonly { readonly exponent: number; readonly kStart: bigint; readonly kCount: bigint }[] = [
  { exponent: 61, kStart: 1n, kCount: 20_000n },
  { exponent: 127, kStart: 1n, kCount: 20_000n },
  { exponent: 1277, kStart: 1n, kCount: 20_000n },
  { exponent: 57885161, kStart: 1n, kCount: 20_000n },
];
