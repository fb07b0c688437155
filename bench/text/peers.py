"""Figures of other libraries on the labelled texts that crates/text is measured on.

pip install py3langid==0.4.0 lingua-language-detector sentencex pysbd
python3 bench/text/peers.py SHARED/data/extract

Languages: share of right answers by file, the library limited to the languages of the files.
Sentences: F1 of inner boundaries and texts without a mistake, counted as `tests/sentences.rs` does.
Lingua and sentencex are bindings of the crates of those names.
"""

import json
import sys
import time
from pathlib import Path

TAGS = "en zh ru ar fr es de uk fa ja ko pt it tr el pl vi id hi ur".split()
LANGID = ["lingua-sentences", "udhr", "daniel-para", "daniel-title", "lingua-word-pairs", "lingua-single-words"]
SENTENCES = ["golden", "gum-news-interview-speech", "gsdsimp-test", "ru-gsd-test"]


def languages(folder):
    from lingua import IsoCode639_1, LanguageDetectorBuilder
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(TAGS)
    codes = [getattr(IsoCode639_1, tag.upper()) for tag in TAGS]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_preloaded_language_models()
    high, low = builder.build(), builder.with_low_accuracy_mode().build()

    def lingua(detector):
        def detect(text):
            found = detector.detect_language_of(text)
            return found.iso_code_639_1.name.lower() if found else "und"

        return detect

    peers = {
        "py3langid": lambda text: identifier.classify(text)[0],
        "lingua": lingua(high),
        "lingua, low accuracy": lingua(low),
    }
    for name, detect in peers.items():
        for file in LANGID:
            lines = [line.split("\t", 1) for line in (folder / f"{file}.tsv").read_text().splitlines()]
            began = time.process_time()
            right = sum(detect(text) == tag for tag, text in lines)
            seconds = time.process_time() - began
            print(f"{name:22} {file:22} {right / len(lines):.4f}  {len(lines) / seconds:8.0f}/s", flush=True)


def boundaries(sentences):
    at, ends = 0, []
    for sentence in sentences:
        at += sum(not c.isspace() for c in sentence)
        ends.append(at)
    return set(ends[:-1])


def sentences(folder):
    import pysbd
    import sentencex

    segmenters = {}

    def by_pysbd(lang, text):
        if lang not in segmenters:
            segmenters[lang] = pysbd.Segmenter(language=lang, clean=False)
        return segmenters[lang].segment(text)

    peers = {"sentencex": lambda lang, text: list(sentencex.segment(lang, text)), "pysbd": by_pysbd}
    for name, segment in peers.items():
        for file in SENTENCES:
            right = found = labelled = whole = texts = 0
            for line in (folder / f"{file}.jsonl").read_text().splitlines():
                record = json.loads(line)
                truth = boundaries(record["sents"])
                ours = boundaries(s for s in segment(record["lang"], record["text"]) if s.strip())
                right += len(truth & ours)
                found += len(ours)
                labelled += len(truth)
                whole += truth == ours
                texts += 1
            f1 = 2 * right / max(found + labelled, 1)
            print(f"{name:22} {file:26} F1 {f1:.4f}, {whole} of {texts}", flush=True)


if __name__ == "__main__":
    data = Path(sys.argv[1])
    sentences(data / "sentences")
    languages(data / "langid")
