"""Six ways to lay out a page, as different content systems do, each with its own clutter and metadata."""

import html
import json
from datetime import datetime, timedelta

from .furniture import NOTICE, WORDS

LINKED = {"en": "Joint Estuary Commission", "fr": "Commission mixte de l’estuaire", "ru": "Порт-Селене", "zh": "奥德雷尼亚", "ar": "أودرينيا"}


def esc(text):
    return html.escape(text, quote=False)


class Sheet:
    """What a layout needs to know about one page: the page, its outlet, and its language's words."""

    def __init__(self, page, outlet):
        self.page, self.outlet, self.lang = page, outlet, page.lang
        self.words, self.css = WORDS[page.lang], outlet["css"]
        self.name = outlet["name"][page.lang]
        self.title, self.shows = page.head["title"], page.head.get("shows", "")
        self.byline = page.head.get("byline", "")
        self.other = outlet["other"][page.lang]

    def local(self, key):
        return self.outlet.get(key, {}).get(self.lang, "")

    def clock(self):
        """The page's own clock: the time of the capture, a decoy for readers of dates."""
        moment = datetime.strptime(self.page.head["captured"], "%Y-%m-%dT%H:%M:%SZ") + timedelta(hours=2)
        return moment.strftime("%Y-%m-%d %H:%M")

    def menu(self, tag="li"):
        return " ".join(f'<{tag}><a href="#">{esc(item)}</a></{tag}>' for item in self.outlet["menu"][self.lang])

    def others(self, tag="li"):
        return "\n".join(f'<{tag}><a href="#">{esc(title)}</a> <span class="when">{esc(when)}</span></{tag}>' for title, when in self.other)

    def share(self):
        return " ".join(f'<button type="button">{esc(word)}</button>' for word in self.words["share"])

    def footer(self):
        address = f'<p class="addr">{esc(self.local("address"))}</p>'
        return (f'<footer class="{self.css}-foot">{address}\n<p>{esc(self.words["terms"])}</p>\n'
                f'<p>© {esc(self.name)}. {esc(self.words["rights"])}</p>\n<p class="notice">{esc(NOTICE[self.lang])}</p>\n</footer>')

    def date(self):
        if "time" in self.outlet["meta"]:
            return f'<time datetime="{self.page.head["published"]}">{esc(self.shows)}</time>'
        return f'<span class="date">{esc(self.shows)}</span>'

    def head(self):
        head, meta = self.page.head, self.outlet["meta"]
        charset = self.outlet.get("charset", "utf-8")
        lines = [f'<meta charset="{charset}">' if charset == "utf-8" else f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">',
                 f"<title>{esc(self.title)} - {esc(self.name)}</title>", f'<link rel="canonical" href="{self.page.url}">']
        if "og" in meta:
            og = {"og:type": "article", "og:site_name": self.name, "og:title": self.title, "og:url": self.page.url}
            og["article:published_time"] = head["published"]
            lines += [f'<meta property="{key}" content="{html.escape(value)}">' for key, value in og.items()]
        if "jsonld" in meta and "published" in head:
            data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": self.title, "inLanguage": self.lang,
                    "datePublished": head["published"], "dateModified": head.get("updated", head["published"]),
                    "author": {"@type": "Person" if self.outlet["layout"] == "blog" else "Organization", "name": self.byline or self.name},
                    "publisher": {"@type": "NewsMediaOrganization", "name": self.name}}
            lines.append(f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>')
        return "<head>\n" + "\n".join(lines) + f"\n<style>.{self.css}-body{{max-width:42em}}</style>\n</head>"

    def before(self):
        """What some sites put above everything: a language switch, a ticker of the latest headlines."""
        out = ""
        if self.outlet.get("language_switch"):
            out += '<div class="lang"><a href="#">English</a> | <a href="#">Français</a> | <a href="#">Русский</a> | <a href="#">中文</a> | <a href="#">العربية</a></div>\n'
        for headline in self.outlet.get("ticker", {}).get(self.lang, []):
            out += f'<div class="tick"><a href="#">{esc(headline)}</a></div>\n'
        return out

    def after(self):
        """What some sites put below the article: tags and readers' comments."""
        out = ""
        if "tags" in self.outlet:
            out += '<ul class="tags">' + "".join(f'<li><a href="#">{esc(tag)}</a></li>' for tag in self.outlet["tags"]) + "</ul>\n"
        for number, (name, when, text) in enumerate(self.outlet.get("comments", [])):
            if (number + len(self.page.slug)) % 2:
                continue
            out += f'<div class="comment"><b>{esc(name)}</b> <i>{esc(when)}</i><p>{esc(text)}</p></div>\n'
        return out

    def heading(self, *lines):
        """Title and the lines around it; on some sites the date stands above the title."""
        title, *rest = lines
        order = [rest[-1], title, *rest[:-1]] if self.outlet.get("date_first") else lines
        return "\n".join(line for line in order if line)

    def document(self, body):
        direction = ' dir="rtl"' if self.lang == "ar" else ""
        return f'<!DOCTYPE html>\n<html lang="{self.lang}"{direction}>\n{self.head()}\n<body class="{self.css}">\n{self.before()}{body}\n</body>\n</html>\n'

    def paragraphs(self):
        """The article's blocks as elements; the first mention of a favorite term is a link."""
        out, linked = [], False
        for block in self.page.blocks:
            text = esc(block.text)
            term = LINKED[self.lang]
            if block.kind == "main" and not linked and term in text:
                text, linked = text.replace(term, f'<a href="#topic">{term}</a>', 1), True
            out.append(ELEMENT[block.kind].format(text=text))
            if block.kind == "main" and self.outlet.get("mid_letter") and out[1:] and "subscribe" not in " ".join(out):
                out.append(f'<aside class="subscribe"><p>{esc(self.words["letter"])}</p><button>{self.words["letter_button"]}</button></aside>')
        return "\n".join(out)


ELEMENT = {
    "main": "<p>{text}</p>", "sub": "<h2>{text}</h2>", "note": '<p class="correction"><em>{text}</em></p>',
    "insert": '<div class="readmore"><a href="#">{text}</a></div>', "end": '<p class="endmark">{text}</p>',
    "caption": '<figure><img src="#" alt=""><figcaption>{text}</figcaption></figure>', "credit": '<p class="source">{text}</p>',
}


def ministry(s):
    w = s.words
    return s.document(f'''<div class="topbar"><a href="#main">{w["skip"]}</a> <span>{esc(w["font"])}</span></div>
<div class="{s.css}-emblem">{esc(s.name)}</div>
<ul class="nav">{s.menu()}</ul>
<div class="crumbs">{w["home"]} &gt; {w["news"]} | {w["site_updated"]}: {s.clock()}</div>
<div id="main" class="{s.css}-body">
<h1>{esc(s.title)}</h1>
<div class="meta">{s.date()}</div>
{s.paragraphs()}
</div>
<p class="tools"><a href="#">{w["print"]}</a></p>
<h3>{w["related"]}</h3>
<ul class="rel">
{s.others()}
</ul>
{s.footer()}''')


def agency(s):
    w = s.words
    return s.document(f'''<header><a class="logo" href="/">{esc(s.name)}</a><nav>{s.menu("span")}</nav><form><input placeholder="{w["search"]}"></form></header>
<div class="cookie">{esc(w["cookie"])}</div>
<article class="{s.css}-body">
<h1>{esc(s.title)}</h1>
<p class="line"><span class="by">{esc(s.byline)}</span> {s.date()}</p>
<div class="share">{s.share()}</div>
<div class="text">
{s.paragraphs()}
</div>
</article>
<aside><h4>{w["most"]}</h4>
<ol>
{s.others()}
</ol></aside>
<div class="about"><p>{esc(s.local("about"))}</p></div>
{s.footer()}''')


def paper(s):
    w = s.words
    byline = f'<div class="author">{esc(s.byline)}</div>' if s.byline else ""
    return s.document(f'''<div class="cookie-wall" role="dialog"><p>{esc(w["cookie"])}</p></div>
<div class="mast"><span>{esc(s.name)}</span> <span class="clock">{w["clock"]}: {s.clock()}</span></div>
<ul class="sections">{s.menu()}</ul>
<main>
{s.heading(f'<h1 class="headline">{esc(s.title)}</h1>', byline, f'<div class="stamp">{s.date()}</div>')}
<div class="social">{s.share()}</div>
<div class="{s.css}-body">
{s.paragraphs()}
</div>
</main>
<section class="related"><h3>{w["related"]}</h3>
<ul>
{s.others()}
</ul></section>
<section class="letter"><p>{esc(w["letter"])}</p><button>{w["letter_button"]}</button></section>
<section class="comments"><h3>{w["comment"]}</h3><p>{esc(w["comment_help"])}</p><textarea></textarea></section>
{s.after()}{s.footer()}''')


def portal(s):
    """An old content system: tables, `<br>` instead of paragraphs, everything on one line."""
    w, parts = s.words, []
    indent = "　　" if s.lang == "zh" else "&nbsp;&nbsp;&nbsp;"
    for block in s.page.blocks:
        if block.kind == "insert":
            parts.append(f'<table class="box" align="right"><tr><td><a href="#">{esc(block.text)}</a></td></tr></table>')
        else:
            parts.append(f"{indent}{esc(block.text)}<br><br>")
    byline = f'<font color="gray">{esc(s.byline)}</font> &nbsp;' if s.byline else ""
    sidebar = "\n".join(f'<tr><td><a href="#">{esc(title)}</a> <i>{esc(when)}</i></td></tr>' for title, when in s.other)
    return s.document(f'''<table width="980"><tr><td><b>{esc(s.name)}</b></td><td align="right">{w["clock"]}: {s.clock()}</td></tr>
<tr>{s.menu("td")}</tr></table>
<table width="980"><tr><td valign="top" width="700">
<div class="path">{w["home"]} &gt; {w["news"]}</div>
<center><h1>{esc(s.title)}</h1></center>
<div align="center">{byline}{s.date()} &nbsp;{w["visits"]}: 1804</div>
<div class="{s.css}-body">
{chr(10).join(parts)}
</div>
<div align="right">{w["print"]}</div>
</td><td valign="top"><table>
<tr><th>{w["most"]}</th></tr>
{sidebar}
</table></td></tr></table>
{s.after()}<p>{w["top"]}</p>
{s.footer()}''')


def broadcaster(s):
    w = s.words
    return s.document(f'''<header><strong>{esc(s.name)}</strong><ul>{s.menu()}</ul></header>
<div class="player"><audio controls></audio><p>{esc(w["listen"])}</p></div>
<div class="wrap">
{s.heading(f"<h1>{esc(s.title)}</h1>", f'<div class="credits">{esc(s.byline)}</div>', f'<div class="aired">{s.date()}</div>')}
<section class="{s.css}-body">
{s.paragraphs()}
</section>
<div class="share">{s.share()}</div>
</div>
<div class="carousel">
{s.others("div")}
</div>
{s.after()}<div class="consent">{esc(w["cookie"])}</div>
{s.footer()}''')


def blog(s):
    w = s.words
    return s.document(f'''<a class="skip" href="#content">{w["skip"]}</a>
<div class="site-title">{esc(s.name)}</div>
<nav>{s.menu()}</nav>
<div id="content">
<article>
<h1 class="entry-title">{esc(s.title)}</h1>
<p class="entry-meta"><span class="author">{esc(s.byline)}</span> <span class="sep">|</span> {s.date()}</p>
<div class="entry-content {s.css}-body">
{s.paragraphs()}
</div>
<p class="cat">{w["tags"]}: {esc(s.outlet["menu"][s.lang][0])}</p>
</article>
<div class="bio"><p>{esc(s.local("about"))}</p></div>
<div class="likes"><h3>{w["related"]}</h3>
<ul>
{s.others()}
</ul></div>
<div id="respond"><h3>{w["comment"]}</h3><p>{esc(w["comment_help"])}</p></div>
{s.after()}</div>
{s.footer()}''')


def gone(s):
    """What stands at an address after the article was taken down."""
    w = s.words
    return s.document(f'''<header><strong>{esc(s.name)}</strong><ul>{s.menu()}</ul></header>
<div class="wrap">
<h1>{w["gone"]}</h1>
<p>{esc(w["gone_text"])}</p>
<p><a href="/">{w["home"]}</a></p>
</div>
{s.footer()}''')


LAYOUTS = {"ministry": ministry, "agency": agency, "paper": paper, "portal": portal, "broadcaster": broadcaster, "blog": blog, "gone": gone}


def render(page, outlet):
    """The page's bytes, in the outlet's charset."""
    layout = LAYOUTS[page.head.get("layout", outlet["layout"])]
    return layout(Sheet(page, outlet)).encode(outlet.get("charset", "utf-8"), errors="xmlcharrefreplace")
