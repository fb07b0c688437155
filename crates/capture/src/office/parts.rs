//! XML parts as a sequence of steps.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// One step through a part. Names are without their prefix.
pub(super) enum Step<'a> {
    Open(&'a str, Attributes<'a>),
    Close(&'a str),
    Words(&'a str),
}

/// The attributes of an element.
pub(super) struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// The value of the attribute of this name, whatever its prefix; empty if there is none.
    pub(super) fn get(&self, name: &str) -> String {
        self.0
            .attributes()
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())
            .and_then(|attribute| attribute.unescape_value().ok().map(std::borrow::Cow::into_owned))
            .unwrap_or_default()
    }
}

/// Walks through a part in order and gives what was wrong where it broke off. Entities other than
/// the predefined ones are passed over; nothing outside the part is ever asked.
pub(super) fn walk(part: &str, step: &mut dyn FnMut(Step<'_>)) -> Option<String> {
    let mut reader = Reader::from_str(part);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                step(Step::Open(name(element.local_name().as_ref()), Attributes(&element)));
            }
            Ok(Event::Empty(element)) => {
                step(Step::Open(name(element.local_name().as_ref()), Attributes(&element)));
                step(Step::Close(name(element.local_name().as_ref())));
            }
            Ok(Event::End(element)) => step(Step::Close(name(element.local_name().as_ref()))),
            Ok(Event::Text(text)) => step(Step::Words(&text.decode().unwrap_or_default())),
            Ok(Event::CData(text)) => step(Step::Words(&text.decode().unwrap_or_default())),
            Ok(Event::GeneralRef(reference)) => {
                if let Ok(Some(character)) = reference.resolve_char_ref() {
                    if !character.is_control() {
                        step(Step::Words(character.encode_utf8(&mut [0; 4])));
                    }
                } else if let Ok(entity) = reference.decode()
                    && let Some(words) = quick_xml::escape::resolve_predefined_entity(&entity)
                {
                    step(Step::Words(words));
                }
            }
            Ok(Event::Eof) => return None,
            Ok(_) => {}
            Err(error) => {
                return Some(format!("the XML breaks off at byte {}: {error}", reader.buffer_position()));
            }
        }
    }
}

fn name(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The words of the element of each name, the first of each; for the parts of properties.
pub(super) fn first_words<const N: usize>(part: &str, names: [&str; N]) -> [String; N] {
    let mut found: [String; N] = std::array::from_fn(|_| String::new());
    let mut open = None;
    walk(part, &mut |step| match step {
        Step::Open(name, _) => {
            open = names.iter().position(|wanted| *wanted == name).filter(|at| found[*at].is_empty());
        }
        Step::Close(_) => open = None,
        Step::Words(words) => {
            if let Some(at) = open {
                found[at].push_str(words);
            }
        }
    });
    found.map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
}
