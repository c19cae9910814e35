// A decision log as a person sees it: the draft above it, its decisions, and what is logged.

export const draft = (page) => page.locator(".of-new");
export const decision = (page, choice) => page.locator(".decs > li").filter({ has: page.locator(".what > .choice", { hasText: choice }) });

/** Fills the fields of a form by their labels. */
export async function fill(within, fields) {
  for (const [label, text] of Object.entries(fields)) await within.getByLabel(label, { exact: true }).fill(text);
}

/** Logs a decision. */
export async function log(page, question, choice, more = {}) {
  await fill(draft(page), { Question: question, Choice: choice, ...more });
  await draft(page).getByRole("button", { name: "Log", exact: true }).click();
  await decision(page, choice).waitFor();
}
