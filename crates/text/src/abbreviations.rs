//! Abbreviations that end with a full stop.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How an abbreviation stands to the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// Not an abbreviation.
    None,
    /// Always followed by what it introduces: `Mr.`, `Gen.`, `см.`
    Title,
    /// An abbreviation before a number, else a word: `No.`, `p.`, `стр.`
    BeforeNumber,
    /// A measure: the end of a sentence after a number (`18 км.`, `1820 г.`), else a word that goes
    /// before a name (`г. Москва`).
    AfterNumber,
    /// May end a sentence: `etc.`, `Inc.`, `гг.`
    Usual,
}

const TITLES: &str = " mr mrs ms dr prof gen col lt sgt capt cmdr maj adm brig rev hon sen rep gov pres st sr amb messrs mme mlle \
    dipl ing fr mt vs viz cf e.g i.e eg ie supt det insp pvt cpl rt asst assoc \
    sra srta lic dña excmo ilmo \
    hr frau z.b d.h u.a v.a bzw z bspw sog ggf vgl \
    г-н г-жа проф акад им ул пр пл св тов гр ср т.е род ум т.н т.к напр ген полк \
    د أ م ";

const BEFORE_NUMBERS: &str = " no nos p pp vol vols fig figs art arts sec ch para paras ed eds nr núm pág págs n° nº c ca approx est \
    abs bd kap s стр с рис табл гл ст п пп № т д кв jan feb mar apr jun jul aug sep sept oct nov dec ";

const AFTER_NUMBERS: &str = " г гг в вв руб коп тыс млн млрд долл км кг см мм мин сек куб га ";

const USUAL: &str = " etc inc ltd co corp bros llc plc jr sr al u.s u.k u.n u.s.a e.u d.c a.m p.m ph.d m.d b.a m.a esq dept univ assn \
    ave blvd rd bldg fla calif conn mass mich minn miss okla ore penn tenn tex va vt wash wis ariz ark colo del ill ind kan ky la \
    md me mo mont neb nev n.h n.j n.m n.y n.c n.d o pa r.i s.c s.d w.va wyo ala alta ont que mon tue tues wed thu thur thurs fri sat sun \
    usw usf evtl inkl exkl ggf mio mrd jh \
    ee.uu s.a s.l ud uds ll.aa.ii.rr \
    в.в трлн др т.д т.п пр н.э м.п обл р \
    ";

/// Abbreviations of one language that are words in another, or that only it needs: the language,
/// those that always introduce something, those before numbers, and those that may end a sentence.
const OF_LANGUAGES: &[(&str, &str, &str, &str)] = &[
    ("fr", " m mm mgr me vve p.ex ", " t chap ill fasc av apr ", " env hab "),
    (
        "es",
        " ee ff d dª fco mª gral tte cnel pdte lcda lcdo dr dra dres prof profa p.ej ",
        " cap tel núms pp ",
        " uu aa cía avda ",
    ),
    (
        "pt",
        " sr sra dr dra drs profa exmo exma v.exa d dom eng arq gen cel ",
        " art arts inc tel cap fl fls nº ",
        " exa cia ltda av ",
    ),
    ("gl", " sr sra dr dra d dna ", " art páx ", " "),
    ("ca", " sr sra dr dra ", " art pàg núm ", " "),
    (
        "it",
        " sig sigg dott dott.ssa prof prof.ssa avv ing arch geom rag on sen mons don s.e gen col cfr ",
        " art artt pag tel cap n nn par ",
        " ecc a.c d.c s.p.a s.r.l ",
    ),
    (
        "de",
        " dr prof hr fr st nr str tel z.b u.u i.d.r i.a m.e vgl gem lt inkl z b u a d bes sog ",
        " nr art kap tel ",
        " usf u.ä o.ä n.chr v.chr ca ",
    ),
    (
        "nl",
        " dhr mevr mw drs ir mr prof bijv bv z.g o.a m.n n.a.v t.a.v a.u.b jhr ",
        " nr blz art ",
        " enz a.s jl ca ",
    ),
    (
        "pl",
        " np tzw tzn tj dr prof hab inż mgr lek ul al św ks bp gen płk ppłk kpt por sierż m.in im zob pt woj pow ",
        " nr art ust pkt poz str s ok ",
        " r w godz min tys mln mld zł itd itp wlkp ",
    ),
    (
        "cs",
        " např tzv tj tzn mj dr prof doc ing mgr mudr judr phdr sv ul gen plk ",
        " č str čl odst s ",
        " atd apod r tis mil ",
    ),
    ("sk", " napr tzv tj t.j dr prof doc ing mgr mudr sv ul gen ", " č str čl ods s ", " atď apod r "),
    ("hr", " npr tzv tj dr prof mr ing sv ul gen gđa g ", " br str čl st ", " itd sl god "),
    ("ro", " dl dna d-l d-na dr prof ing av sf str gen ", " nr art alin pag ", " etc ș.a "),
    ("hu", " dr prof ifj özv id szt ún pl ", " kb u ", " stb "),
    ("tr", " dr prof doç av yrd sn örn bkz vb alb gen ", " no s md ", " vs yy "),
    (
        "el",
        " κ κκ κα δρ καθ π.χ δηλ βλ αγ στρ χρ γ ν ",
        " αρ άρθρ σελ παρ τηλ ",
        " κλπ κ.λπ κ.ά κ.α μ.χ π.χρ μ.μ π.μ ",
    ),
    ("ru", " в.о и.о зам пом нач ген-л им ред сост мл ст гос ", " ок п.п разд ", " ст изд мин-во "),
    (
        "uk",
        " проф акад ім вул пл св див напр тобто т.зв м с сел в.о пп гр ген полк ",
        " ст п рис табл бл с № ",
        " р рр ст обл тис млн млрд грн т.д т.п ін н.е ",
    ),
    ("vi", " tp ts ths th.s gs pgs bs ks ", " đ ", " "),
    ("id", " dr prof ir drs dra h hj kh tn ny sdr jl yth ", " no hal ", " dll dsb dst tbk "),
    ("hi", " डॉ प्रो श्री सु ", " सं ", " "),
    ("sv", " t.ex bl.a s.k d.v.s dr prof st ", " nr s kap ", " m.m osv o.s.v kl "),
    ("da", " f.eks bl.a dvs dr prof ", " nr s kap art ", " m.m osv mio mia kr "),
    ("no", " f.eks bl.a dvs dr prof ", " nr s kap ", " m.m osv mill kr "),
];

/// What the word before a full stop is. `word` may have inner stops but not the last one.
pub(crate) fn abbreviation(word: &str, lang: &str) -> Abbreviation {
    // An article that is joined to the word: `l'on. Bianchi`.
    let word = word.rsplit(['\'', '’']).next().unwrap_or(word);
    if word.is_empty() || word.len() > 24 {
        return Abbreviation::None;
    }
    let lower = word.to_lowercase();
    let language = lang.split('-').next().unwrap_or_default();
    if let Some(known) = KNOWN.get(&(language, lower.as_str())) {
        return *known;
    }
    // Words of one language that another abbreviates.
    let is_english = lang.starts_with("en") || lang == "und";
    if is_english
        && matches!(
            lower.as_str(),
            "no" | "c"
                | "s"
                | "me"
                | "la"
                | "in"
                | "ill"
                | "miss"
                | "mass"
                | "sun"
                | "sat"
                | "art"
                | "est"
                | "mar"
                | "wash"
                | "ore"
                | "del"
                | "ind"
                | "rt"
                | "z"
                | "fr"
                | "hr"
                | "al"
                | "o"
                | "d"
                | "t"
        )
        && !word.starts_with(char::is_uppercase)
        && lower != "al"
    {
        return Abbreviation::None;
    }
    KNOWN.get(&("", lower.as_str())).copied().unwrap_or(Abbreviation::None)
}

/// Every abbreviation with its language, or with none if it is one in all of them.
static KNOWN: LazyLock<HashMap<(&str, &str), Abbreviation>> = LazyLock::new(|| {
    use Abbreviation::{AfterNumber, BeforeNumber, Title, Usual};
    let of_all = [("", TITLES, BEFORE_NUMBERS, USUAL)];
    let mut known = HashMap::new();
    for (language, titles, before_numbers, usual) in OF_LANGUAGES.iter().chain(&of_all) {
        for (list, kind) in [(titles, Title), (before_numbers, BeforeNumber), (usual, Usual)] {
            for word in list.split_whitespace() {
                known.entry((*language, word)).or_insert(kind);
            }
        }
    }
    // A measure is one even where the same letters may end a sentence.
    for word in AFTER_NUMBERS.split_whitespace() {
        let kind = known.entry(("", word)).or_insert(AfterNumber);
        if *kind == Usual {
            *kind = AfterNumber;
        }
    }
    known
});
