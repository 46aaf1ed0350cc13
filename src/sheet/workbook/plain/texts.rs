//! The texts that cells share.
//!
//! Takes the part that lists them, gives each by its number: one stretch of memory for all, and
//! where each ends. Runs of formatted text are joined, and how to pronounce it is left out.

use super::Odd;
use super::blocks::Shape;
use super::escapes::{self, Spaces};
use super::markup::{Before, Inside, Markup};
use super::package::Package;

/// Texts by their numbers.
#[derive(Debug, Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Where the text of this number stands.
    #[inline]
    pub(super) fn place(&self, number: u32) -> Option<(u32, u32)> {
        let number = number as usize;
        let end = *self.ends.get(number)?;
        let start = match number.checked_sub(1) {
            Some(before) => self.ends[before],
            None => 0,
        };
        Some((start, end))
    }

    /// The text between two places of [`Texts::place`].
    #[inline]
    pub(super) fn between(&self, start: u32, end: u32) -> &str {
        &self.text[start as usize..end as usize]
    }

    /// The byte at a place.
    #[inline]
    pub(super) fn byte(&self, place: u32) -> u8 {
        self.text.as_bytes()[place as usize]
    }

    /// Moves the texts of a piece behind these.
    fn append(&mut self, piece: &mut Self) -> Result<(), Odd> {
        let start = u32::try_from(self.text.len()).map_err(|_| Odd::Bounds)?;
        if u32::try_from(self.text.len() + piece.text.len()).is_err() {
            return Err(Odd::Bounds);
        }
        let room = self.text.try_reserve(piece.text.len());
        let room = room.and(self.ends.try_reserve(piece.ends.len()));
        room.map_err(|_| Odd::Bounds)?;
        self.text.push_str(&piece.text);
        self.ends.extend(piece.ends.iter().map(|end| start + end));
        piece.text.clear();
        piece.ends.clear();
        Ok(())
    }

    /// Appends the texts of a block.
    fn parse(block: &str, texts: &mut Self) -> Result<(), Odd> {
        let mut xml = Markup::new(block);
        loop {
            xml.skip_space();
            if xml.rest().is_empty() {
                return Ok(());
            }
            if !xml.take(b"<si") {
                return Err(Odd::Body);
            }
            if !xml.is_empty_tag()? {
                push_text(&mut xml, "/si", &mut texts.text)?;
            }
            // A block is smaller than its bound, which a u32 holds.
            texts.ends.push(texts.text.len() as u32);
        }
    }
}

/// Reads the part of the shared texts.
pub(super) fn read(package: &mut Package<'_>, part: usize, threads: usize) -> Result<Texts, Odd> {
    let mut texts = Texts::default();
    package.blocks(part, Shape::TEXTS, threads, Texts::parse, |piece| {
        texts.append(piece)
    })?;
    Ok(texts)
}

/// Appends the text of an element up to this closing tag.
pub(super) fn push_text(xml: &mut Markup<'_>, closing: &str, out: &mut String) -> Result<(), Odd> {
    // The usual form: nothing but a text.
    if xml.take(b"<t>") {
        escapes::push(out, xml.text_before(b"</t>")?, Spaces::Trimmed)?;
    }
    let mut is_phonetic = false;
    loop {
        let between = if is_phonetic {
            Before::Passed
        } else {
            Before::Blank
        };
        match xml.tag(between)?.ok_or(Odd::Content)? {
            "t" if !is_phonetic => {
                let (spaces, is_empty) = spaces(xml)?;
                if !is_empty {
                    escapes::push(out, xml.text_before(b"</t>")?, spaces)?;
                }
            }
            "rPh" => is_phonetic = !xml.is_empty_tag()?,
            name if name.starts_with('/') => {
                if !xml.take(b">") {
                    return Err(Odd::Tag);
                }
                if name == closing {
                    return Ok(());
                }
                is_phonetic &= name != "/rPh";
            }
            _ => drop(xml.is_empty_tag()?),
        }
    }
}

/// Reads the rest of the tag of a text: whether its spaces count, and whether it has none.
fn spaces(xml: &mut Markup<'_>) -> Result<(Spaces, bool), Odd> {
    let mut spaces = None;
    loop {
        match xml.inside()? {
            // Of two the first counts.
            Inside::Attribute(b"xml:space", b"preserve") => {
                spaces.get_or_insert(Spaces::Kept);
            }
            Inside::Attribute(b"xml:space", _) => {
                spaces.get_or_insert(Spaces::Trimmed);
            }
            Inside::Attribute(..) => {}
            Inside::End => return Ok((spaces.unwrap_or(Spaces::Trimmed), false)),
            Inside::EmptyEnd => return Ok((spaces.unwrap_or(Spaces::Trimmed), true)),
        }
    }
}
