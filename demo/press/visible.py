"""The lines of text a reader sees on an HTML page, in order: one line per block element or `<br>`."""

from html.parser import HTMLParser

INLINE = {"a", "span", "em", "b", "i", "strong", "font", "time", "button"}
HIDDEN = {"script", "style", "title", "textarea"}


class _Lines(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.current, self.hidden = [], "", 0

    def _break(self):
        line = " ".join(self.current.replace("\u3000", " ").split()) if "\u3000" not in self.current.strip() else self.current.strip()
        if line:
            self.lines.append(line)
        self.current = ""

    def handle_starttag(self, tag, attrs):
        if tag in HIDDEN:
            self.hidden += 1
        if tag not in INLINE:
            self._break()

    def handle_endtag(self, tag):
        if tag in HIDDEN:
            self.hidden -= 1
        if tag not in INLINE:
            self._break()

    def handle_data(self, data):
        if not self.hidden:
            self.current += data


def visible_lines(page):
    """Lines of `page` (a string), without scripts, styles and the document title."""
    parser = _Lines()
    parser.feed(page)
    parser.close()
    parser._break()
    return parser.lines
