/** Which pages to visit: found through the API, so that the same visits work on any archive. */

export async function pagesOf(base) {
  const get = async (path) => {
    const response = await fetch(`${base}/api/v1${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  };
  const lineages = (await get("/lineages?limit=50&sort=sources")).lineages;
  const first = lineages[0];
  const foreign = async (lang) => (await get(`/lineages?lang=${lang}&limit=1`)).lineages[0];
  const sources = (await get("/sources")).sources;
  const source = sources.find((row) => row.carries_from_others > 0) ?? sources[0];
  const word = first ? (first.excerpt.match(/[\p{L}]{5,}/u)?.[0] ?? "a") : "a";

  const pages = [
    { name: "start", path: "/", heading: /./ },
    { name: "search", path: `/search?q=${encodeURIComponent(word)}` },
    { name: "search-empty", path: "/search?q=zzqxqzz" },
    { name: "renderings", path: "/renderings" },
    { name: "lineages", path: "/lineages" },
    { name: "lineages-recurring", path: "/lineages?class=recurring" },
    { name: "sources", path: "/sources" },
    { name: "coverage", path: "/coverage?unit=month" },
    { name: "visits", path: "/visits" },
    { name: "problems", path: "/problems" },
    { name: "sql", path: `/sql?query=${encodeURIComponent("SELECT lang, count(*) AS documents FROM documents GROUP BY lang ORDER BY documents DESC")}` },
    { name: "sql-error", path: `/sql?query=${encodeURIComponent("SELEKT 1")}`, refused: true },
    { name: "about", path: "/about" },
    { name: "not-found", path: "/no/such/page" },
    { name: "missing-lineage", path: "/lineages/none", refused: true },
  ];
  const phrase = encodeURIComponent("同水同安");
  const rendered = await get(`/renderings?phrase=${phrase}&lang=zh`).catch(() => null);
  if (rendered) pages.push({ name: "renderings-phrase", path: `/renderings?phrase=${phrase}&lang=zh` });
  if (source?.source_id) pages.push({ name: "source", path: `/sources/${encodeURIComponent(source.source_id)}` });
  if (first) {
    const lineage = await get(`/lineages/${first.lineage_id}`);
    const second = lineage.witnesses[1]?.document.document_id ?? lineage.witnesses[0].document.document_id;
    pages.push(
      { name: "lineage", path: `/lineages/${first.lineage_id}`, hover: ".lineage-row:nth-of-type(3)" },
      { name: "passage", path: `/lineages/${first.lineage_id}/passage` },
      { name: "passage-differences", path: `/lineages/${first.lineage_id}/passage?only=differences` },
      { name: "document", path: `/documents/${second}?at=${lineage.witnesses[1]?.begin ?? 0}-${(lineage.witnesses[1]?.begin ?? 0) + 40}` },
      { name: "trace", path: `/trace#text=${encodeURIComponent(first.excerpt.replace(/…$/, ""))}` },
    );
  }
  const crowded = (await get("/lineages?sort=witnesses&limit=1")).lineages[0];
  if (crowded) pages.push({ name: "lineage-crowded", path: `/lineages/${crowded.lineage_id}` });
  for (const lang of ["zh", "ar", "ru"]) {
    const lineage = await foreign(lang);
    if (!lineage) continue;
    pages.push({ name: `lineage-${lang}`, path: `/lineages/${lineage.lineage_id}` }, { name: `passage-${lang}`, path: `/lineages/${lineage.lineage_id}/passage` });
  }
  return pages;
}
