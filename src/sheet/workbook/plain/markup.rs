//! Tags and attributes, written as spreadsheets write them.
//!
//! Takes XML of which quotes, spaces and names are the usual ones, gives its parts one by one;
//! whatever else XML allows is odd.

use memchr::memchr;

use super::Odd;

/// What comes next inside of a tag.
pub(super) enum Inside<'x> {
    /// An attribute: its name, and its value as written.
    Attribute(&'x [u8], &'x [u8]),
    /// The end of an opening tag.
    End,
    /// The end of a tag that is its own closing tag.
    EmptyEnd,
}

/// XML while it is read.
pub(super) struct Markup<'x> {
    text: &'x str,
    at: usize,
}

impl<'x> Markup<'x> {
    /// XML of which nothing was read yet.
    pub(super) fn new(text: &'x str) -> Self {
        Self { text, at: 0 }
    }

    /// How many bytes were read.
    #[inline]
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// All of it.
    #[inline]
    pub(super) fn bytes(&self) -> &'x [u8] {
        self.text.as_bytes()
    }

    /// What was not read yet.
    #[inline]
    pub(super) fn rest(&self) -> &'x [u8] {
        &self.bytes()[self.at..]
    }

    /// Passes over spaces and line ends between tags.
    #[inline]
    pub(super) fn skip_space(&mut self) {
        while self.rest().first().is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// Passes over these letters, if they come next.
    #[inline]
    pub(super) fn take<const N: usize>(&mut self, letters: &[u8; N]) -> bool {
        let is_next = self.rest().starts_with(letters);
        if is_next {
            self.at += N;
        }
        is_next
    }

    /// Reads on in a tag, from the end of its name or of an attribute.
    #[inline]
    pub(super) fn inside(&mut self) -> Result<Inside<'x>, Odd> {
        let bytes = self.bytes();
        let mut at = self.at;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let name = at;
        loop {
            match bytes.get(at) {
                Some(b'=') => break,
                Some(b'>') if at == name => {
                    self.at = at + 1;
                    return Ok(Inside::End);
                }
                Some(b'/') if at == name && bytes.get(at + 1) == Some(&b'>') => {
                    self.at = at + 2;
                    return Ok(Inside::EmptyEnd);
                }
                Some(byte) if byte.is_ascii_graphic() && !b"<>\"'/".contains(byte) => at += 1,
                _ => return Err(Odd::Tag),
            }
        }
        let (key, quote) = (&bytes[name..at], bytes.get(at + 1));
        let Some(quote @ (b'"' | b'\'')) = quote else {
            return Err(Odd::Tag);
        };
        let value = at + 2;
        at = value;
        while bytes.get(at).is_some_and(|byte| byte != quote) {
            // Other readings of the tag may look for its end, or for a quote.
            if matches!(bytes[at], b'<' | b'>' | b'"') {
                return Err(Odd::Tag);
            }
            at += 1;
        }
        if key.is_empty() || at >= bytes.len() {
            return Err(Odd::Tag);
        }
        self.at = at + 1;
        Ok(Inside::Attribute(key, &bytes[value..at]))
    }

    /// Passes over the rest of a tag, from the end of its name on; whether it is its own closing tag.
    #[inline]
    pub(super) fn is_empty_tag(&mut self) -> Result<bool, Odd> {
        match self.rest().first() {
            Some(b'>') => {
                self.at += 1;
                return Ok(false);
            }
            Some(b'/' | b' ') => {}
            _ => return Err(Odd::Tag),
        }
        loop {
            match self.inside()? {
                Inside::Attribute(..) => {}
                Inside::End => return Ok(false),
                Inside::EmptyEnd => return Ok(true),
            }
        }
    }

    /// The text up to the next tag, as written, which has to be this one.
    #[inline]
    pub(super) fn text_before<const N: usize>(
        &mut self,
        closing: &[u8; N],
    ) -> Result<&'x str, Odd> {
        let start = self.at;
        let end = match self.rest().iter().take(16).position(|byte| *byte == b'<') {
            Some(near) => near,
            None => memchr(b'<', self.rest()).ok_or(Odd::Tag)?,
        };
        self.at += end;
        if self.take(closing) {
            Ok(&self.text[start..start + end])
        } else {
            Err(Odd::Content)
        }
    }

    /// The name of the next tag, as written, with its `/` if it closes; `None` at the end. Text
    /// before it is nothing but spaces, unless it is passed over.
    pub(super) fn tag(&mut self, text_before: Before) -> Result<Option<&'x str>, Odd> {
        let Some(end) = memchr(b'<', self.rest()) else {
            return Ok(None);
        };
        let between = &self.rest()[..end];
        let is_passed = match text_before {
            Before::Blank => between.trim_ascii().is_empty(),
            // What looks like an entity would have to be one.
            Before::Passed => !between.contains(&b'&'),
        };
        if !is_passed {
            return Err(Odd::Content);
        }
        let start = self.at + end + 1;
        let letter = |byte: &u8| byte.is_ascii_alphanumeric();
        let slash = usize::from(self.bytes().get(start) == Some(&b'/'));
        let name = self.bytes()[start + slash..]
            .iter()
            .take_while(|byte| letter(byte));
        let name_end = start + slash + name.count();
        if name_end == start + slash {
            return Err(Odd::Tag);
        }
        self.at = name_end;
        Ok(Some(&self.text[start..name_end]))
    }
}

/// Text between tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Means nothing; there should be none.
    Blank,
    /// Is of no interest.
    Passed,
}

/// Reads `AB12` as row 11, column 27.
pub(super) fn address(text: &[u8]) -> Option<(u32, u32)> {
    let (column, digits) = column(text)?;
    let row = number(digits).filter(|_| digits[0] != b'0' && digits.len() <= 7)?;
    Some((row - 1, column))
}

/// Reads the letters of an address as a column, first column 0; the rest are its digits.
#[inline]
pub(super) fn column(text: &[u8]) -> Option<(u32, &[u8])> {
    let letters = text.iter().take_while(|byte| byte.is_ascii_uppercase());
    let letters = letters.count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = text[..letters].iter().fold(0, |column, letter| {
        column * 26 + u32::from(letter - b'A') + 1
    });
    Some((column - 1, &text[letters..]))
}

/// Reads one to nine digits.
#[inline]
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u32::from(digit))
    })
}
