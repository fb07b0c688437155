//! Abbreviations that end with a full stop.

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

/// What the word before a full stop is. `word` may have inner stops but not the last one.
pub(crate) fn abbreviation(word: &str, lang: &str) -> Abbreviation {
    if word.is_empty() || word.len() > 24 {
        return Abbreviation::None;
    }
    let lower = word.to_lowercase();
    let is_in = |list: &str| list.split_whitespace().any(|known| known == lower);
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
    if is_in(TITLES) {
        Abbreviation::Title
    } else if is_in(BEFORE_NUMBERS) {
        Abbreviation::BeforeNumber
    } else if is_in(AFTER_NUMBERS) {
        Abbreviation::AfterNumber
    } else if is_in(USUAL) {
        Abbreviation::Usual
    } else {
        Abbreviation::None
    }
}
