// Pauses between questions to a server that has no answer just now.

/** The first wait, and the longest one; each is about twice the one before. In milliseconds. */
const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/** The pause after `n` questions in vain: somewhere between half of it and all, or all pages would come back to a server at once. */
export const grown = (n) => Math.min(LONGEST_MS, FIRST_MS * 2 ** (n - 1)) * (0.5 + Math.random() / 2);

/** Waits so long, or until `signal`. */
export function pause(ms, signal) {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}
