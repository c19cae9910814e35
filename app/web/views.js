// The views of documents, by the words of them that pages say, as far as it matters for what has to be fetched.

/** Views that only the server writes. The app has none of them. */
export const TEXT_ALONE = ["three-ms", "metric", "map"];
/** Views in which there is mostly something to read. The app comes to them only where the page says that it is for writing. */
export const FOR_READING = ["card", "coverage", "metrics", "agenda", "advice", "summary", "next", "recent", "dial"];
/** A view that is nothing but a field. */
export const FIELD = "silent";
