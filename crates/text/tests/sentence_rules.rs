//! Sentence boundaries in small texts, a language at a time. `¦` stands where a sentence ends.

use throughline_text::sentences;

#[track_caller]
fn check(lang: &str, marked: &[&str]) {
    for marked in marked {
        let text = marked.replace('¦', "");
        let found: Vec<&str> = sentences(&text, lang).iter().map(|span| &text[span.range()]).collect();
        let expected: Vec<&str> = marked.split('¦').map(str::trim).collect();
        assert_eq!(found, expected, "{lang}");
    }
}

#[test]
fn english() {
    check(
        "en",
        &[
            "Dr. Adams met Gen. Brown at 9 a.m. on Monday.¦ They spoke for an hour.",
            "The firm, Baker & Sons Ltd., was sold.¦ It had lost $3.5 million.",
            "J. R. R. Hobson wrote it in the U.K. before 1950.¦ Nobody read it.",
            "“We are ready.”¦ She closed the door.",
            "“Are you ready?” he asked.¦ “Yes!” she cried.",
            "BEIJING, Oct. 4 (Xinhua) -- The talks ended on Tuesday.¦ No statement was issued.",
            "See https://example.org/a.b?c=d.html for more.¦ Or write to me@example.org.",
            "Version 2.10 is out.¦ Version 2.11 follows.",
            "Well... maybe.¦ Who knows?",
            "He stopped…¦ Then he went on.",
            "Q: Did you know?¦ A: No.",
            "They chose plan B.¦ The others stayed.",
            "(He left early.)¦ She stayed.",
            "It was late (about 11 p.m.), and we left.",
            "1. Wash the rice.¦ 2. Boil the water.",
            "a) oil¦ b) Salt".replace("¦ b) Salt", " b) salt").as_str(),
            "1) Open the box¦ 2) Take the key¦ 3) Close it",
            "• Bread¦ • Butter¦ • Salt",
            "The year was 1999.¦ 12 people came.",
            "It ended.¦ [...]".replace('¦', "").as_str(),
        ],
    );
}

#[test]
fn line_breaks() {
    check(
        "en",
        &[
            "Minister resigns¦\nThe minister of finance resigned on Monday after a long debate in parliament.",
            "Minister resigns¦\n\nHe gave no reason.",
            "The minister of finance resigned on\nMonday after a long debate in the lower\nhouse of parliament.",
            "The minister gave no\nreason.¦\nHis party was surprised.",
            "By Ann Example¦\n4 May 2021¦\nThe river has risen by more than two meters since the beginning of the week.",
        ],
    );
    check(
        "zh",
        &[
            "外长会见代表团¦\n双方就共同关心的问题交换了意见，并同意继续保持沟通。",
            "双方就共同关心的问题交换了意\n见，并同意继续保持沟通。",
        ],
    );
}

#[test]
fn chinese_and_japanese() {
    check(
        "zh",
        &[
            "会议于2021年5月31日举行。¦2007年他离开了。",
            "他说：“我们准备好了。”¦记者问：“什么时候？”¦没有人回答。",
            "真的吗？！¦当然。",
            "她读完了《你好吗？朋友》这本书。",
            "增长了3.5%。¦其中出口增长2.1%。",
            "他说：「我不知道。」¦然後走了。",
            "我们……我们还没决定。",
        ],
    );
    check(
        "ja",
        &["彼は「行きます。」と言った。¦雨だった。", "本当ですか？¦はい。", "「もう遅い。」¦彼女は帰った。"],
    );
}

#[test]
fn korean() {
    check("ko", &["그는 \"간다.\"라고 말했다.¦ 비가 왔다.", "어디 가세요?¦ 집에 갑니다."]);
}

#[test]
fn russian_and_ukrainian() {
    check(
        "ru",
        &[
            "В 1998 г. он уехал.¦ Его отец, проф. И. П. Сидоров, остался.",
            "Он родился в 1953 г.¦ В школе учился хорошо.",
            "Это стоит 5 тыс. руб. в месяц.¦ Дорого, т. е. не для нас.",
            "«Мы готовы», — сказал он.¦ Никто не ответил.",
            "«Кто там?» — спросила она.",
            "Книга вышла в XIX в.¦ На русском её нет.",
            "Он работал на Acme Bros.¦ Потом ушёл.",
        ],
    );
    check("uk", &["У 1998 р. він поїхав до м. Києва.¦ Там жив проф. Петренко.", "Хто там?¦ Ніхто."]);
}

#[test]
fn german() {
    check(
        "de",
        &[
            "Am 3. März kam Dr. Weber an.¦ Es regnete.",
            "Viele Tiere, z. B. Hunde, d. h. auch deiner, schlafen.¦ Er nicht.",
            "„Ich komme.“¦ Sie ging.",
            "»Wir kommen.«¦ Dann gingen sie.",
            "Die Strecke ist 5 km lang.¦ Der Weg ist steil.",
        ],
    );
}

#[test]
fn french_spanish_portuguese_italian() {
    check(
        "fr",
        &[
            "M. Durand et Mme Petit sont venus.¦ Ils sont repartis.",
            "« Nous sommes prêts. »¦ Elle ferma la porte.",
            "« Êtes-vous prêts ? » demanda-t-il.¦ Personne ne répondit.",
            "Certains pays, p. ex. la Suisse, ont refusé.¦ Pourquoi ?¦ Nul ne le sait.",
        ],
    );
    check(
        "es",
        &[
            "El Sr. López vive en EE. UU. desde 2010.¦ Trabaja mucho.",
            "¿Quién es?¦ ¡No lo sé!¦ Pregunta a la Dra. Ruiz.",
        ],
    );
    check(
        "pt",
        &["O Sr. Silva e a Dra. Costa chegaram.¦ Ninguém falou.", "A lei (art. 5.º) mudou.¦ Porquê?"],
    );
    check("it", &["Il sig. Rossi e l'on. Bianchi sono arrivati.¦ Nessuno parlava.", "Perché?¦ Non lo so."]);
}

#[test]
fn polish_turkish_greek_vietnamese() {
    check("pl", &["Mieszka przy ul. Długiej, np. pod nr. 5.¦ Urodził się w 1980 r. w Łodzi."]);
    check(
        "tr",
        &["Prof. Yılmaz ve Dr. Kaya geldi.¦ Kimse konuşmadı.", "29. yüzyılda ne olacak?¦ Bilmiyoruz."],
    );
    check("el", &["Ο κ. Παππάς μίλησε.¦ Κανείς δεν απάντησε.", "Ζώα, π.χ. Σκύλοι, κοιμούνται.¦ Όλα."]);
    check("vi", &["TS. Nguyễn sống ở TP. Huế.¦ Ông làm việc ở đó."]);
}

#[test]
fn arabic_persian_urdu_hindi() {
    check("ar", &["هل وصل الوزير؟¦ نعم، وصل أمس.¦ قال د. سعيد إنه متعب.", "لماذا؟¦لا أعرف."]);
    check("fa", &["آیا وزیر رسید؟¦ بله، دیروز رسید.¦ او خسته بود."]);
    check("ur", &["وزیر کل پہنچے۔¦ وہ تھکے ہوئے تھے۔"]);
    check("hi", &["मंत्री कल पहुँचे।¦ वे थके हुए थे।", "डॉ. शर्मा आए।¦उन्होंने कुछ नहीं कहा।"]);
}

#[test]
fn thai_has_no_stop() {
    check("th", &["ผมไปตลาด เขาอยู่บ้าน", "ผมไปตลาด¦\n\nเขาอยู่บ้าน"]);
}

#[test]
fn paragraphs_do_not_change_each_other() {
    let parts = [
        "Minister resigns\nHe said so. 1. One",
        "2. Two\nNo. 3",
        "“Open\nquote",
        "完了。《标题。",
        "And then.",
    ];
    let text = parts.join("\n\n");
    let whole: Vec<&str> = sentences(&text, "en").iter().map(|span| &text[span.range()]).collect();
    let each: Vec<&str> = parts
        .iter()
        .flat_map(|part| sentences(part, "en").into_iter().map(|span| &part[span.range()]))
        .collect();
    assert_eq!(whole, each);
}
