// Blind boxes as people see them: a box by its name, and an answer that somebody gives without their name.
import { signedIn } from "./people.mjs";
import { browser, place } from "./stage.mjs";

const MOMENT = { timeout: 15_000 };

export const box = (page, name) => page.locator(".blind-box").filter({ has: page.getByRole("heading", { name }) });

/** Somebody at the boxes of a document. */
export async function atBoxes(t, who, doc) {
  const { page } = await signedIn(t, browser)(place, who);
  await page.goto(`${place.server.app}/boxes/${doc}`);
  return page;
}

/** Each of these people answers a box: the step that they choose, and the words that they write beside a label. */
export async function answerAll(t, doc, name, answers) {
  for (const [who, { step, words }] of Object.entries(answers)) {
    const page = await atBoxes(t, who, doc);
    const one = box(page, name);
    await one.getByRole("button", { name: "Answer", exact: true }).waitFor(MOMENT);
    if (step) await one.getByRole("radio", { name: step, exact: true }).check();
    if (words) await one.getByLabel(words[0]).fill(words[1]);
    await one.getByRole("button", { name: "Answer", exact: true }).click();
    await one.getByText("You have answered.").waitFor(MOMENT);
    await page.close();
  }
}
