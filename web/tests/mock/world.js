/**
 * A fictional archive for development and tests. Every country, office, outlet, person and text in
 * it is invented; nothing is taken from a real source.
 */

const source = (name, kind, country, lang, more = {}) => ({ name, kind, country, lang, ...more });

export const SOURCES = {
  presidency: source("Presidency of Velmar", "leadership", "Velmar", "en", { state_relation: "organ of state", domains: "presidency.velmar.example", citation: "Constitution of Velmar, article 40 (fictional)", as_of: "2024-01-01" }),
  ministry: source("Ministry of External Relations of Velmar", "ministry", "Velmar", "en", { state_relation: "organ of state", owner: "Republic of Velmar", domains: "mer.velmar.example", citation: "https://registry.example/velmar/mer", as_of: "2024-03-01" }),
  embassyTal: source("Embassy of Velmar in Talora", "embassy", "Velmar", "en", { state_relation: "organ of state", domains: "talora.emb.velmar.example" }),
  embassyOst: source("Посольство Велмара в Острании", "embassy", "Velmar", "ru", { state_relation: "organ of state" }),
  vna: source("Velmar News Agency", "agency", "Velmar", "en", { state_relation: "state-owned", owner: "Republic of Velmar", domains: "vna.example vna-world.example", citation: "https://registry.example/velmar/vna", as_of: "2023-11-15" }),
  vnaZh: source("维尔马通讯社", "agency", "Velmar", "zh", { state_relation: "state-owned", owner: "Republic of Velmar" }),
  vtv: source("Velmar Television One", "broadcaster", "Velmar", "en", { state_relation: "state-owned" }),
  radio: source("Radio Delta Libre", "broadcaster", "Sarrasie", "fr"),
  harbour: source("The Talora Harbor Mail", "newspaper", "Talora", "en", { owner: "Harbor Mail Holdings", domains: "harbormail.example" }),
  ledger: source("Northshore Ledger", "newspaper", "Talora", "en"),
  courier: source("Le Courrier de Sarrasie", "newspaper", "Sarrasie", "fr"),
  jiangwan: source("江湾晚报", "newspaper", "Jiangwan", "zh", { owner: "江湾报业（虚构）" }),
  linhai: source("临海新闻网", "newspaper", "Jiangwan", "zh"),
  ostrov: source("Остранская газета", "newspaper", "Ostrania", "ru"),
  mina: source("صحيفة الميناء الجديد", "newspaper", "Qamar", "ar"),
  watch: source("Delta Statement Watch", "monitor", "Talora", "en", { state_relation: "none", owner: "Delta Statement Watch Foundation" }),
  check: source("Plainly Checked", "fact-checker", "Talora", "en"),
  column: source("The Skeptical Wharf", "critic", "Talora", "en"),
  mirror: source("delta-headlines.example", "", "", "en"),
};

const FUEL = "Attempts to bring outside patrols into the Delta will only add fuel to the fire and will find no support among the peoples who live from its waters.";
const STATEMENT =
  "Velmar has always regarded the Delta waterway as a common artery of the region, open to every peaceful vessel and closed to none. " +
  "The measures announced on Monday are lawful, limited and temporary; they concern safety alone and are directed at no third country. " +
  "We urge the parties concerned to respect the facts, to stop playing up so-called risks to navigation, and to return to the harbor commission, where differences have been settled for forty years. " +
  FUEL;

const ZH =
  "维尔马一贯主张三角洲航道是本地区共同的动脉，向一切和平船只开放。星期一宣布的措施合法、有限、临时，只涉及航行安全，不针对任何第三国。" +
  "我们敦促有关方面尊重事实，停止渲染所谓航行风险，回到港务委员会的轨道上来，四十年来分歧都是在那里得到解决的。引入域外巡逻力量的企图只会火上浇油，不会得到沿岸人民的支持。";
const RU =
  "Велмар неизменно рассматривает водный путь Дельты как общую артерию региона, открытую для каждого мирного судна. " +
  "Объявленные в понедельник меры законны, ограничены и временны; они касаются только безопасности и не направлены против какой-либо третьей страны. " +
  "Мы призываем заинтересованные стороны уважать факты и вернуться в портовую комиссию, где разногласия улаживались сорок лет.";
const AR =
  "لطالما اعتبرت فيلمار ممر الدلتا المائي شرياناً مشتركاً للمنطقة، مفتوحاً أمام كل سفينة سلمية. " +
  "والتدابير المعلنة يوم الاثنين قانونية ومحدودة ومؤقتة، ولا تتعلق إلا بالسلامة ولا تستهدف أي بلد ثالث. " +
  "وندعو الأطراف المعنية إلى احترام الحقائق والعودة إلى لجنة الموانئ.";
const FR =
  "Le Velmar a toujours considéré la voie d’eau du Delta comme une artère commune de la région, ouverte à tout navire pacifique. " +
  "Les mesures annoncées lundi sont licites, limitées et provisoires ; elles ne concernent que la sécurité et ne visent aucun pays tiers. " +
  "Nous appelons les parties concernées à respecter les faits et à revenir à la commission portuaire.";
const PORT_FEE =
  "The new schedule of port fees takes effect on the first day of the quarter and applies equally to domestic and foreign vessels above five hundred tons, with a rebate for ships that burn clean fuel.";
const FOOTER = "All material on this site may be used with attribution. Velmar News Agency, 4 Quay Road, Velmar City. Registered with the Press Office under number 0417.";

/** A witness: source, time (ISO or day or nothing), edits to the passage, words around it, credit. */
const w = (key, at, options = {}) => ({ key, at, ...options });
const dateline = { name: "VNA", words: "VELMAR CITY, March 4 (VNA) —", cue: "dateline" };

export const TEXTS = [
  {
    lang: "en",
    passage: STATEMENT,
    witnesses: [
      w("ministry", "2024-03-04T08:30:00Z", { title: "Spokesperson’s remarks on the Delta waterway", lead: "Question: Several ports have asked about the measures announced on Monday. What is your comment?\n\nSpokesperson: ", tail: "\n\nQuestion: Will the commission meet this month?\n\nSpokesperson: I have nothing to share on that at the moment." }),
      w("vna", "2024-03-04T10:05:00Z", { title: "Velmar says Delta measures lawful, limited", lead: "VELMAR CITY, March 4 (VNA) — A spokesperson of the Ministry of External Relations on Monday answered questions about the Delta.\n\n", credit: { name: "Ministry of External Relations", words: "A spokesperson of the Ministry of External Relations", cue: "source-line" }, tail: "\n\n" + FOOTER }),
      w("embassyTal", "2024-03-05", { title: "On the Delta waterway", lead: "The Embassy draws the attention of the Talora public to the following.\n\n", from: 0, verbatim: true }),
      w("vtv", "2024-03-04T18:00:00Z", { title: "Tonight: the Delta measures explained", lead: "Good evening. ", edits: [[` ${FUEL}`, ""], ["Velmar has always", `${FUEL} Velmar has always`], ["The measures announced on Monday", "The measures announced today"], ["; they concern safety alone and are directed at no third country", ". They concern safety alone and are directed at nobody"]], from: 0, tail: "\n\nMore after the weather." }),
      w("presidency", "2024-03-06", { title: "Readout of the weekly council", lead: "The council took note of the remarks made earlier this week. ", edits: [["Velmar has always regarded", "Our Republic has always regarded"]], keep: [0, 262], from: 0 }),
      w("harbour", "2024-03-05T06:15:00Z", { title: "Velmar defends waterway measures", lead: "VELMAR CITY, March 4 (VNA) — ", credit: dateline, edits: [["so-called risks", "alleged risks"]], from: 1, tail: "\n\nShipping rates rose two percent on Monday, the exchange said." }),
      w("ledger", "2024-03-05", { title: "Delta dispute: ‘lawful and limited’", lead: "As the dispute enters its second week, the region’s ports watch the water. ", edits: [["Velmar has always regarded the Delta waterway as a common artery of the region, open to every peaceful vessel and closed to none", "The Delta waterway is a common artery of the region, open to every peaceful vessel"], ["We urge the parties concerned to respect the facts, to stop playing up so-called risks to navigation, and to return", "The parties concerned must respect the facts and return"], ["will only add fuel to the fire", "would only add fuel to the fire"]], from: 1, tail: "\n\nThe writer is a contributing analyst." }),
      w("mirror", "2024-03-05T06:40:00Z", { title: "Velmar says Delta measures lawful", lead: "Source: Harbor Mail Online\n\n", credit: { name: "Harbor Mail Online", words: "Source: Harbor Mail Online", cue: "source-line" }, status: "misattributed", from: 1, edits: [["for forty years", "for more than forty years"]] }),
      w("watch", "2024-03-07T12:00:00Z", { title: "Statement log, week 10", lead: "Full text as published by the ministry (Ministry of External Relations of Velmar, 4 March):\n\n", credit: { name: "Ministry of External Relations of Velmar", words: "as published by the ministry (Ministry of External Relations of Velmar, 4 March)", cue: "source-line" }, from: 0, verbatim: true }),
      w("check", "2024-03-09", { title: "Were the Delta measures ‘temporary’?", lead: "The spokesperson said on 4 March: “", keep: [131, 262], kind: "quoted", credit: { name: "the spokesperson", words: "The spokesperson said on 4 March", cue: "source-line" }, from: 0, tail: "” The decree itself names no end date; we rate the word “temporary” unsupported." }),
      w("column", "2024-03-10", { title: "Fuel to the fire, again", lead: "Count the fires. “", keep: [441, 600], kind: "quoted", from: 0, tail: "” So the statement ends, as seven before it have ended." }),
      w("harbour", null, { title: "Archive page: opinions on the Delta", lead: "[From our files] ", edits: [["temporary; they", "temporary. They"]], status: "undecided" }),
    ],
  },
  {
    lang: "zh",
    passage: ZH,
    witnesses: [
      w("vnaZh", "2024-03-04T11:20:00Z", { title: "外交关系部发言人就三角洲航道答记者问", lead: "维尔马通讯社维尔马城3月4日电 外交关系部发言人4日回答了记者提问。\n\n" }),
      w("jiangwan", "2024-03-05", { title: "维尔马：三角洲措施合法有限", lead: "据维尔马通讯社报道，", credit: { name: "维尔马通讯社", words: "据维尔马通讯社报道", cue: "source-line" }, edits: [["我们敦促", "发言人敦促"], ["所谓", ""]], from: 0, tail: "\n\n（责任编辑：虚构）" }),
      w("linhai", "2024-03-05T01:10:00Z", { title: "三角洲航道是共同的動脈", lead: "來源：維爾馬通訊社\n\n", credit: { name: "维尔马通讯社", words: "來源：維爾馬通訊社", cue: "source-line" }, from: 0, respelled: true }),
      w("linhai", "2024-03-06", { title: "评论：回到港务委员会的轨道", lead: "编者按：近日航运界议论纷纷。\n\n", edits: [["维尔马一贯主张三角洲航道是本地区共同的动脉，向一切和平船只开放。", ""], ["只会火上浇油，不会得到沿岸人民的支持", "只会适得其反，也得不到沿岸各国人民的支持"]], from: 0 }),
      w("jiangwan", null, { title: "旧文重读", lead: "", edits: [["不针对任何第三国", "不针对任何一方"]], status: "undecided" }),
    ],
  },
  {
    lang: "ru",
    passage: RU,
    witnesses: [
      w("embassyOst", "2024-03-05", { title: "Комментарий о водном пути Дельты", lead: "Посольство публикует перевод комментария.\n\n" }),
      w("ostrov", "2024-03-06T05:00:00Z", { title: "Велмар: меры в Дельте законны", lead: "", edits: [["Мы призываем", "В Велмаре призывают"]], status: "undecided" }),
      w("ostrov", "2024-03-09", { title: "Дельта: хроника недели", lead: "По сообщению посольства Велмара, ", credit: { name: "посольства Велмара", words: "По сообщению посольства Велмара", cue: "source-line" }, keep: [110, 262], from: 0 }),
    ],
  },
  {
    lang: "ar",
    passage: AR,
    witnesses: [
      w("mina", "2024-03-05T14:00:00Z", { title: "فيلمار: تدابير الدلتا قانونية ومؤقتة", lead: "نقلاً عن وكالة أنباء فيلمار: ", credit: { name: "وكالة أنباء فيلمار", words: "نقلاً عن وكالة أنباء فيلمار", cue: "source-line" } }),
      w("mina", "2024-03-07", { title: "رأي: شريان مشترك", lead: "كتب المحرر: ", edits: [["شرياناً مشتركاً للمنطقة", "شرياناً لشعوب المنطقة"], ["وندعو الأطراف المعنية", "وعلى الأطراف المعنية"]], from: 0 }),
    ],
    outside: "وكالة أنباء فيلمار",
  },
  {
    lang: "fr",
    passage: FR,
    witnesses: [
      w("courier", "2024-03-05", { title: "Le Velmar justifie ses mesures dans le Delta", lead: "VILLE DE VELMAR, 4 mars (VNA) — ", credit: { name: "VNA", words: "VILLE DE VELMAR, 4 mars (VNA) —", cue: "dateline" } }),
      w("radio", "2024-03-05T16:30:00Z", { title: "Journal du soir", lead: "Dans le Delta, la tension demeure. ", edits: [["Nous appelons", "Le ministère appelle"], ["licites, limitées et provisoires", "légales et provisoires"]], status: "undecided" }),
      w("courier", "2024-03-11", { title: "Éditorial : l’artère et le verrou", lead: "« ", keep: [0, 128], kind: "quoted", from: 0, tail: " » La formule est belle." }),
    ],
    outside: "VNA",
  },
  {
    lang: "en",
    passage: PORT_FEE,
    witnesses: [
      w("vna", "2023-12-12T09:00:00Z", { title: "New port fees from January", lead: "VELMAR CITY, Dec. 12 (VNA) — " }),
      w("harbour", "2023-12-13", { title: "Velmar port fees to change", lead: "VELMAR CITY, Dec. 12 (VNA) — ", credit: { name: "VNA", words: "VELMAR CITY, Dec. 12 (VNA) —", cue: "dateline" }, from: 0, verbatim: true }),
      w("ledger", "2023-12-20", { title: "Fees: what owners should know", lead: "From the quarter: ", edits: [["takes effect on", "applies from"], [" and applies equally", " equally"]], from: 0 }),
    ],
    agency: true,
  },
  {
    lang: "en",
    passage: FOOTER,
    class: "recurring",
    witnesses: [
      w("vna", "2023-12-12T09:30:00Z", { title: "Notes to editors", lead: "Notes for Tuesday.\n\n" }),
      w("vna", "2024-01-09T09:30:00Z", { title: "Diary of the week", lead: "Tuesday: council. Thursday: harbor commission.\n\n", from: 0, verbatim: true }),
      w("vna", "2024-02-02", { title: "Correction", lead: "A report of Thursday misnamed a vessel.\n\n", from: 0, verbatim: true }),
    ],
  },
];

export const PROBLEMS = [
  ["pages/harbor/2024-03-05.html", "byte 0", "wrong-charset", "declared iso-8859-1, the bytes are UTF-8", "Nothing to do: the text was read as UTF-8."],
  ["pages/ledger/empty.html", "", "empty", "the file has no bytes", "Fetch the page again and add it."],
  ["feed/delta.jsonl", "line 412", "missing-field", "the record has no text", "Add the key “text”, or remove the record."],
  ["pages/mirror/0719.html", "meta date", "implausible-date", "2099-01-01 lies in the future", "Nothing to do: the date is kept and not used."],
  ["feed/delta.jsonl", "line 97", "conflicting-id", "the id “d-97” has two different texts", "Give each text its own id; both are kept as versions."],
  ["pages/watch/week10.html", "", "unreadable-date", "“first week of the flood moon” is no date we can read", "Add published_at to the record if you know it."],
];

/** One text with so many witnesses that the timeline has to be dense. */
export function crowdedText(count) {
  const keys = Object.keys(SOURCES).filter((key) => SOURCES[key].lang === "en");
  const start = Date.UTC(2024, 0, 8, 7);
  return {
    lang: "en",
    passage: "The council of elders has set the festival of lanterns for the second full moon of the year, and asks that boats carry one light only, so that the ferries can find their way.",
    agency: true,
    witnesses: Array.from({ length: count }, (_, index) => {
      const at = new Date(start + index * index * 140_000 + index * 1_900_000).toISOString();
      const edits = index % 4 === 1 ? [["asks that boats carry", "asks boats to carry"]] : index % 7 === 3 ? [["has set", "set"], [", so that the ferries can find their way", ""]] : [];
      const credit = index % 3 === 1 ? { name: "VNA", words: "VELMAR CITY (VNA) —", cue: "dateline" } : undefined;
      return w(index === 0 ? "vna" : keys[(index * 5) % keys.length], index % 5 === 2 ? at.slice(0, 10) : at.replace(".000", ""), {
        title: `Lantern festival set (${index + 1})`,
        lead: credit ? "VELMAR CITY (VNA) — " : "",
        edits,
        ...(credit && { credit }),
        ...(index > 0 && { from: index > 20 && index % 6 === 0 ? 5 : 0 }),
      });
    }),
  };
}

/** Small lineages without end, so that lists have pages to turn. */
export function moreTexts(count) {
  const goods = ["timber", "barley", "salt", "glass", "copper", "wool", "reed pulp", "dried fish"];
  const keys = ["vna", "harbour", "ledger", "mirror", "vtv", "watch"];
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.UTC(2023, 2 + (index % 12), 1 + ((index * 7) % 27))).toISOString().slice(0, 10);
    const next = new Date(Date.parse(day) + 3 * 86_400_000).toISOString().slice(0, 10);
    const passage = `Exports of ${goods[index % goods.length]} through the ${["northern", "southern", "inner", "outer"][index % 4]} locks reached ${1200 + index * 13} tons in week ${1 + (index % 51)}, the harbor commission said in its bulletin number ${100 + index}, up from ${1100 + index * 11} tons in the week before.`;
    return {
      lang: "en",
      passage,
      witnesses: [
        w(keys[index % 2], day, { title: `Bulletin ${100 + index}: ${goods[index % goods.length]}`, lead: "" }),
        w(keys[2 + (index % 4)], next, { title: `${goods[index % goods.length]} trade in brief`, lead: "In brief: ", from: 0, edits: index % 3 ? [["the harbor commission said in its bulletin", "according to bulletin"]] : [] }),
      ],
    };
  });
}
