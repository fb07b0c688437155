//! The link by which a newsletter offers itself as a page.

use crate::html::fragment::Fragment;

/// Words of such links in lower case, as newsletters have them.
const WORDS: &[&str] = &[
    "view in browser",
    "view in your browser",
    "view this email in your browser",
    "view this e-mail in your browser",
    "view email in browser",
    "view it in your browser",
    "open in browser",
    "view online",
    "read online",
    "web version",
    "view web version",
    "view as a web page",
    "im browser ansehen",
    "im browser anzeigen",
    "im browser öffnen",
    "im browser lesen",
    "webversion",
    "web-version",
    "onlineversion",
    "online-version",
    "online ansehen",
    "zur webansicht",
    "voir dans le navigateur",
    "ouvrir dans le navigateur",
    "afficher dans le navigateur",
    "version en ligne",
    "version web",
    "voir en ligne",
    "lire en ligne",
    "ver en el navegador",
    "ver en tu navegador",
    "ver en su navegador",
    "ver este correo en tu navegador",
    "ver versión web",
    "versión web",
    "ver online",
    "visualizza nel browser",
    "apri nel browser",
    "guarda nel browser",
    "versione web",
    "ver no navegador",
    "ver no seu navegador",
    "abrir no navegador",
    "versão web",
    "versão online",
    "bekijk in browser",
    "bekijk in je browser",
    "bekijk de webversie",
    "webversie",
    "online versie",
    "visa i webbläsaren",
    "läs i webbläsaren",
    "vis i nettleser",
    "se i browser",
    "katso selaimessa",
    "otwórz w przeglądarce",
    "zobacz w przeglądarce",
    "wersja online",
    "zobrazit v prohlížeči",
    "otevřít v prohlížeči",
    "zobraziť v prehliadači",
    "megtekintés böngészőben",
    "vezi în browser",
    "deschide în browser",
    "vidi u pregledniku",
    "otvori u pregledniku",
    "tarayıcıda görüntüle",
    "tarayıcıda aç",
    "открыть в браузере",
    "посмотреть в браузере",
    "просмотреть в браузере",
    "смотреть в браузере",
    "читать в браузере",
    "веб-версия",
    "онлайн-версия",
    "переглянути у браузері",
    "переглянути в браузері",
    "відкрити у браузері",
    "вебверсія",
    "προβολή στο πρόγραμμα περιήγησης",
    "προβολή στον browser",
    "عرض في المتصفح",
    "عرض في المستعرض",
    "افتح في المتصفح",
    "مشاهده در مرورگر",
    "نمایش در مرورگر",
    "צפייה בדפדפן",
    "ब्राउज़र में देखें",
    "在浏览器中查看",
    "在浏览器中打开",
    "在瀏覽器中檢視",
    "在瀏覽器中查看",
    "网页版",
    "網頁版",
    "线上阅读",
    "ブラウザで表示",
    "ブラウザで見る",
    "ブラウザで開く",
    "ウェブで見る",
    "웹에서 보기",
    "브라우저에서 보기",
    "웹으로 보기",
    "xem trong trình duyệt",
    "xem trên trình duyệt",
    "lihat di browser",
    "buka di browser",
    "ดูในเบราว์เซอร์",
];

/// The address of a message's page, if all its links that offer one lead to the same.
pub(super) fn address(body: &Fragment) -> Option<String> {
    let mut addresses: Vec<String> = body
        .anchors
        .iter()
        .filter(|(span, _)| is_offer(body.text.get(span.range()).unwrap_or_default()))
        .filter_map(|(_, address)| web_address(address))
        .collect();
    addresses.sort();
    addresses.dedup();
    if let [only] = addresses.as_slice() { Some(only.clone()) } else { None }
}

/// Whether the words of a link are such an offer and little else.
fn is_offer(words: &str) -> bool {
    let lower = words.to_lowercase();
    let lower = lower.trim_matches(|character: char| !character.is_alphanumeric());
    lower.chars().count() <= 60
        && WORDS
            .iter()
            .any(|offer| lower == *offer || lower.contains(offer) && lower.len() <= 2 * offer.len() + 8)
}

pub(super) fn web_address(address: &str) -> Option<String> {
    let url = url::Url::parse(address.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::address;
    use crate::html::fragment::read;

    #[test]
    fn a_message_offers_itself_as_a_page() {
        let offered = |html: &str| address(&read(html));
        let one = "<a href='https://n.example/7'>View this email in your browser</a> <a href='https://n.example/x'>Shop</a>";
        assert_eq!(offered(one).as_deref(), Some("https://n.example/7"));
        assert_eq!(
            offered("<a href='https://n.example/8'>Открыть в браузере »</a>").as_deref(),
            Some("https://n.example/8")
        );
        assert_eq!(
            offered("<a href='https://n.example/8'>在浏览器中查看</a>").as_deref(),
            Some("https://n.example/8")
        );
        let two =
            "<a href='https://n.example/7'>Web version</a><a href='https://n.example/8'>View online</a>";
        assert_eq!(offered(two), None);
        assert_eq!(offered("<a href='mailto:a@b.example'>View online</a>"), None);
    }
}
