/** Runs in the page: the first element that fits; " >>> " leads into a shadow tree. */
export const pierced = (selector) => selector.split(" >>> ").reduce((at, one) => (at?.shadowRoot ?? at)?.querySelector(one) ?? null, document);
