//! Words of page furniture in the main languages: a table of facts.
//!
//! Everything is compared in lower case. No outlet is named here: a rule that fits one site is a
//! rule that fails on the next.

use aho_corasick::AhoCorasick;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Heads of lines that point to another story from inside an article.
const INSERTS: &[&str] = &[
    "see also",
    "see more",
    "read also",
    "also read",
    "read more",
    "read next",
    "read:",
    "more:",
    "watch:",
    "watch also",
    "watch more",
    "listen:",
    "related:",
    "related story",
    "related stories",
    "related article",
    "related post",
    "related news",
    "related reading",
    "related content",
    "related coverage",
    "related video",
    "recommended:",
    "recommended for you",
    "more from",
    "more on",
    "more stories",
    "keep reading",
    "continue reading",
    "don't miss",
    "don’t miss",
    "you may also like",
    "you might also like",
    "also on",
    "click here",
    "learn more",
    "further reading",
    "find out more",
    "must read",
    "trending:",
    "follow us",
    "join us on",
    "читайте также",
    "смотрите также",
    "читать также",
    "читать далее",
    "читайте далее",
    "подробнее",
    "см. также",
    "по теме",
    "материалы по теме",
    "ещё по теме",
    "еще по теме",
    "подписывайтесь",
    "читайте нас",
    "читайте ещё",
    "читайте еще",
    "читайте також",
    "дивіться також",
    "延伸阅读",
    "延伸閱讀",
    "相关阅读",
    "相關閱讀",
    "相关新闻",
    "相關新聞",
    "相关报道",
    "相关链接",
    "推荐阅读",
    "推薦閱讀",
    "更多新闻",
    "更多阅读",
    "阅读更多",
    "閱讀更多",
    "点击查看",
    "点击进入",
    "扫码",
    "猜你喜欢",
    "关联阅读",
    "另见",
    "参见",
    "関連記事",
    "あわせて読みたい",
    "こちらも",
    "続きを読む",
    "관련기사",
    "관련 기사",
    "à lire aussi",
    "a lire aussi",
    "lire aussi",
    "à lire",
    "lire la suite",
    "lire également",
    "à voir aussi",
    "voir aussi",
    "en savoir plus",
    "sur le même sujet",
    "pour aller plus loin",
    "retrouvez",
    "lea también",
    "lee también",
    "leer también",
    "lea además",
    "le puede interesar",
    "te puede interesar",
    "puede leer",
    "ver también",
    "vea también",
    "leer más",
    "lea más",
    "más información",
    "más sobre",
    "noticias relacionadas",
    "también te puede",
    "lesen sie auch",
    "lesen sie mehr",
    "mehr zum thema",
    "auch interessant",
    "weiterlesen",
    "siehe auch",
    "mehr dazu",
    "das könnte sie auch interessieren",
    "zum thema",
    "mehr lesen",
    "leggi anche",
    "leggi tutto",
    "vedi anche",
    "guarda anche",
    "approfondisci",
    "per approfondire",
    "leia também",
    "leia mais",
    "veja também",
    "saiba mais",
    "lees ook",
    "lees meer",
    "läs också",
    "läs mer",
    "läs även",
    "czytaj także",
    "czytaj też",
    "czytaj więcej",
    "zobacz także",
    "zobacz też",
    "zobacz również",
    "przeczytaj także",
    "ayrıca bakınız",
    "bunu da oku",
    "ilgili haber",
    "baca juga",
    "baca selengkapnya",
    "xem thêm",
    "đọc thêm",
    "اقرأ أيضا",
    "اقرأ أيضًا",
    "اقرأ أيضاً",
    "اقرأ المزيد",
    "إقرأ أيضا",
    "شاهد أيضا",
    "شاهد أيضاً",
    "مواضيع ذات صلة",
    "مواضيع متعلقة",
    "اقرا ايضا",
    "للمزيد",
    "بیشتر بخوانید",
    "همچنین بخوانید",
    "مطالب مرتبط",
    "διαβάστε επίσης",
    "δείτε επίσης",
    "διαβάστε περισσότερα",
    "यह भी पढ़ें",
    "और पढ़ें",
];

/// Heads of short lines that open what stands below an article: comments, related lists, forms.
const SECTION_ENDS: &[&str] = &[
    "leave a reply",
    "leave a comment",
    "post a comment",
    "add a comment",
    "write a comment",
    "join the conversation",
    "comments",
    "comment",
    "no comments",
    "view comments",
    "show comments",
    "related articles",
    "related posts",
    "related stories",
    "related news",
    "related topics",
    "related content",
    "related coverage",
    "you may also like",
    "you might also like",
    "recommended",
    "recommended for you",
    "most popular",
    "most read",
    "trending",
    "trending now",
    "latest news",
    "popular posts",
    "more stories",
    "more from",
    "more in",
    "more news",
    "about the author",
    "about author",
    "share this",
    "share on",
    "share via",
    "tags:",
    "tags",
    "filed under",
    "topics:",
    "tagged",
    "previous post",
    "next post",
    "previous article",
    "next article",
    "sign up for",
    "subscribe to",
    "newsletter",
    "get the latest",
    "copyright",
    "©",
    "all rights reserved",
    "editors' picks",
    "editor's picks",
    "sponsored",
    "promoted",
    "around the web",
    "what to read next",
    "read next",
    "site index",
    "follow us",
    "advertise with",
    "комментарии",
    "комментировать",
    "оставить комментарий",
    "добавить комментарий",
    "популярное",
    "самое читаемое",
    "новости партнеров",
    "новости партнёров",
    "теги",
    "поделиться",
    "главное",
    "последние новости",
    "лента новостей",
    "похожие",
    "читайте также",
    "материалы по теме",
    "评论",
    "發表評論",
    "发表评论",
    "网友评论",
    "相关新闻",
    "相关阅读",
    "相關新聞",
    "热门",
    "热点",
    "推荐",
    "分享到",
    "标签",
    "关键词",
    "责任编辑",
    "版权声明",
    "免责声明",
    "特别声明",
    "コメント",
    "関連記事",
    "댓글",
    "관련기사",
    "laisser un commentaire",
    "commentaires",
    "commenter",
    "ajouter un commentaire",
    "partager",
    "sur le même thème",
    "à lire aussi",
    "les plus lus",
    "articles similaires",
    "articles liés",
    "mots-clés",
    "deja un comentario",
    "deja una respuesta",
    "comentarios",
    "compartir",
    "etiquetas",
    "lo más leído",
    "más leídas",
    "noticias relacionadas",
    "kommentare",
    "kommentar schreiben",
    "schreibe einen kommentar",
    "mehr zum thema",
    "meistgelesen",
    "teilen",
    "schlagworte",
    "lascia un commento",
    "commenti",
    "condividi",
    "articoli correlati",
    "deixe um comentário",
    "comentários",
    "compartilhar",
    "reacties",
    "reageer",
    "kommentarer",
    "komentarze",
    "dodaj komentarz",
    "podziel się",
    "yorumlar",
    "yorum yap",
    "komentar",
    "tinggalkan balasan",
    "bình luận",
    "التعليقات",
    "تعليقات",
    "اترك تعليقا",
    "اترك تعليقاً",
    "أضف تعليق",
    "الأكثر قراءة",
    "مواضيع ذات صلة",
    "شارك",
    "دیدگاه",
    "نظرات",
    "برچسب",
    "σχόλια",
    "σχετικά άρθρα",
    "κοινοποίηση",
    "टिप्पणियाँ",
    "संबंधित",
];

/// Words that stand in furniture and seldom in prose.
const FURNITURE: &[&str] = &[
    "cookie",
    "privacy policy",
    "terms of use",
    "terms of service",
    "terms and conditions",
    "all rights reserved",
    "copyright",
    "©",
    "subscribe",
    "subscription",
    "newsletter",
    "sign up",
    "sign in",
    "log in",
    "login",
    "register",
    "unsubscribe",
    "advertis",
    "skip to",
    "share this",
    "share on",
    "tweet",
    "facebook",
    "twitter",
    "pinterest",
    "instagram",
    "whatsapp",
    "email this",
    "print this",
    "click here",
    "read more",
    "your email",
    "email address",
    "required fields",
    "javascript",
    "your browser",
    "contact us",
    "about us",
    "site map",
    "sitemap",
    "powered by",
    "print this",
    "printer-friendly",
    "print version",
    "для печати",
    "打印",
    "imprimer",
    "drucken",
    "versión para imprimir",
    "stampa questa",
    "طباعة",
    "donate",
    "rss",
    "continue reading the",
    "story continues",
    "follow us",
    "download the app",
    "akismet",
    "loading",
    "view comments",
    "подпис",
    "реклам",
    "редакци",
    "все права",
    "пользовательское",
    "конфиденциальност",
    "войти",
    "регистрац",
    "поделиться",
    "版权所有",
    "未经授权",
    "转载",
    "登录",
    "注册",
    "扫一扫",
    "关注我们",
    "客户端",
    "联系我们",
    "隐私",
    "备案",
    "许可证",
    "举报",
    "免责",
    "广告",
    "訂閱",
    "版權",
    "ログイン",
    "会員登録",
    "無断転載",
    "著作権",
    "무단",
    "저작권",
    "로그인",
    "회원가입",
    "s'abonner",
    "abonnez",
    "s'inscrire",
    "inscrivez",
    "se connecter",
    "mentions légales",
    "tous droits réservés",
    "publicité",
    "politique de confidentialité",
    "suscríb",
    "suscrib",
    "iniciar sesión",
    "derechos reservados",
    "publicidad",
    "aviso legal",
    "política de privacidad",
    "abonnieren",
    "anmelden",
    "registrieren",
    "datenschutz",
    "impressum",
    "alle rechte vorbehalten",
    "anzeige",
    "werbung",
    "abbonati",
    "iscriviti",
    "accedi",
    "tutti i diritti riservati",
    "pubblicità",
    "informativa",
    "assine",
    "inscreva",
    "todos os direitos",
    "publicidade",
    "aanmelden",
    "abonneer",
    "prenumerera",
    "logga in",
    "zaloguj",
    "subskrybuj",
    "wszelkie prawa zastrzeżone",
    "regulamin",
    "polityka prywatności",
    "reklama",
    "giriş yap",
    "abone ol",
    "tüm hakları",
    "gizlilik",
    "berlangganan",
    "hak cipta",
    "kebijakan privasi",
    "đăng nhập",
    "bản quyền",
    "جميع الحقوق",
    "سياسة الخصوصية",
    "اشترك",
    "تسجيل الدخول",
    "تابعنا",
    "تابعونا",
    "إعلان",
    "كلية الحقوق محفوظة",
    "کلیه حقوق",
    "عضویت",
    "δικαιώματα",
    "εγγραφή",
    "διαφήμιση",
];

/// Whether `lower` opens like a pointer to another story.
///
/// A sentence may open with such words too ("Read more than once, the text …"): the caller decides
/// by the rest of the line.
fn insert_length(lower: &str) -> Option<usize> {
    static BY_BEGIN: LazyLock<ByBegin> = LazyLock::new(|| by_begin(INSERTS));
    beginning_alike(&BY_BEGIN, lower)
        .filter(|phrase| opens_with(lower, phrase))
        .map(|phrase| phrase.len())
        .max()
}

/// Whether `lower` opens what stands below an article.
pub(crate) fn opens_section_end(lower: &str) -> bool {
    let head = lower.trim_start_matches(|character: char| character.is_ascii_digit() || character == ' ');
    static BY_BEGIN: LazyLock<ByBegin> = LazyLock::new(|| by_begin(SECTION_ENDS));
    beginning_alike(&BY_BEGIN, head).any(|phrase| opens_with(head, phrase))
}

/// Number of different pieces of furniture wording in `lower`.
pub(crate) fn furniture_count(lower: &str) -> usize {
    static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| finder(FURNITURE));
    let mut found: Vec<_> = FINDER.find_overlapping_iter(lower).map(|phrase| phrase.pattern()).collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

/// A search for many phrases at once.
pub(crate) fn finder(phrases: &[&str]) -> AhoCorasick {
    AhoCorasick::new(phrases).expect("a short list of phrases fits an automaton")
}

/// Phrases by the character they begin with.
type ByBegin = HashMap<char, Vec<&'static str>>;

fn by_begin(phrases: &[&'static str]) -> ByBegin {
    let mut by_begin = ByBegin::new();
    for phrase in phrases {
        by_begin.entry(phrase.chars().next().unwrap_or_default()).or_default().push(phrase);
    }
    by_begin
}

/// The phrases that begin with the first character of `text`.
fn beginning_alike<'a>(by_begin: &'a ByBegin, text: &str) -> impl Iterator<Item = &'static str> + 'a {
    text.chars().next().and_then(|first| by_begin.get(&first)).into_iter().flatten().copied()
}

/// Whether `text` begins with `phrase` and the phrase ends at a word's end.
pub(crate) fn opens_with(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| {
        let last_stands_alone =
            phrase.chars().next_back().is_some_and(|last| !last.is_alphabetic() || is_cjk(last));
        last_stands_alone || !rest.chars().next().is_some_and(char::is_alphabetic)
    })
}

/// Han, kana and Hangul: scripts in which a character carries about half a word.
pub(crate) fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// Names and abbreviations of weekdays.
const WEEKDAYS: &[&str] = &[
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    "lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс",
    "понеділок вівторок середа четвер п'ятниця субота неділя poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar senin selasa rabu kamis jumat sabtu minggu",
    "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد 星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天",
    "周一 周二 周三 周四 周五 周六 周日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
];

/// Whether `lower` is the name of a weekday.
pub(crate) fn is_weekday(lower: &str) -> bool {
    let word = lower.trim_end_matches('.');
    WEEKDAYS.iter().any(|names| names.split(' ').any(|name| name == word))
}

/// Words; Han and kana characters count 0.6, since a Chinese word has about 1.7 of them.
pub(crate) fn units(text: &str) -> f64 {
    let (mut words, mut cjk) = (0_usize, 0_usize);
    let mut is_counted = false;
    for character in text.chars() {
        if is_cjk(character) {
            cjk += 1;
            is_counted = false;
        } else if !is_counted && character.is_alphanumeric() {
            words += 1;
            is_counted = true;
        } else if character.is_whitespace() {
            is_counted = false;
        }
    }
    words as f64 + cjk as f64 * 0.6
}

/// "Read more: …", "See also  …", "延伸阅读：…": a pointer to another story. A sentence that only
/// begins with such words is none.
pub(crate) fn is_insert(text: &str) -> bool {
    let units = units(text);
    if units > 60.0 {
        return false;
    }
    let ends_sentence = crate::margin::ends_like_prose(text);
    // Longer than any opening, with the marks before it.
    let lower = text[..text.floor_char_boundary(200)].to_lowercase();
    let opening = ['(', '[', '（', '【', '>', '»', '→', '▶', '|', ' ', '*', '+', '•', '-', '—'];
    let lower = lower.trim_start_matches(opening);
    let Some(length) = insert_length(lower) else { return false };
    let rest = &lower[length..];
    let is_cut_off = rest.starts_with([':', '：', '|', '】', '>', '»'])
        || rest.starts_with("  ")
        || rest.trim_start().starts_with([':', '：']);
    let ends_as_label = lower[..length].ends_with([':', '：']);
    is_cut_off || ends_as_label || units <= 4.0 || (!ends_sentence || text.ends_with('?')) && units <= 40.0
}
