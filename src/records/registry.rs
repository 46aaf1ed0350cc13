//! Who is who: customers by id and by name, numbered as they become known.
//!
//! Customers of the customer sheet come first, in sheet order; customers that
//! only orders or contacts name follow in the order in which threads met them,
//! so nothing that is written may depend on a number: use [`Registry::order`].

use std::cmp::Ordering;

use crate::value::text::folded_name;

use super::aliases::Aliases;
use super::arena::Arena;
use super::index::{Index, Key, MAX_CUSTOMERS};

/// Before the folded name in the index, so that names and ids never meet.
pub const NAME_MARK: u8 = 0x01;

/// So many ids tell how all are written.
const SOME: usize = 1000;

/// All customers known so far.
#[derive(Debug, Default)]
pub struct Registry {
    /// From id, or mark and folded name, to number.
    pub index: Index,
    /// Ids as shown; the name where a book has no ids.
    pub ids: Arena,
    /// Names of customers of the customer sheet.
    pub names: Arena,
    /// How many customers the customer sheet has.
    pub in_sheet: u32,
    /// Names of the others, each with the first place (table, row) that said it.
    others: Vec<Other>,
    /// Whether names are in the index beside ids.
    pub by_name: bool,
    /// Other names and ids of customers.
    pub aliases: Aliases,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Other {
    place: (u16, u32),
    name: Box<str>,
    /// What they are known by.
    keyed: Keyed,
}

/// Whom an alias means.
enum Alias {
    /// Somebody who has a number.
    Of(u32),
    /// Somebody new, of this main name.
    OfNew(String),
}

/// What customers are known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyed {
    /// Their ids.
    ById,
    /// Their names: the book has no ids.
    ByName,
}

/// The key of a name in the index.
pub fn name_key(name: &str) -> Vec<u8> {
    let mut key = vec![NAME_MARK];
    key.extend_from_slice(folded_name(name).as_bytes());
    key
}

/// There are more customers, or more text of them, than one book holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl Registry {
    /// How many customers are known.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether nobody is known.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Makes room for about so many further customers of the customer sheet at once, of which
    /// the keys of some are known.
    pub fn reserve(&mut self, customers: usize, some: impl Iterator<Item = Key>) {
        self.index.reserve(customers.min(MAX_CUSTOMERS), some);
    }

    /// The number of a key, which comes into being with `id` and `name` when it is new.
    pub fn find_or_add(
        &mut self,
        key: &[u8],
        id: &[u8],
        name: &[u8],
        place: (u16, u32),
    ) -> Result<u32, Full> {
        let hashed = Key::of(key);
        if let Some(number) = self.index.find(hashed, key) {
            self.name_from(number, name, place);
            return Ok(number);
        }
        let number = match self.alias(key) {
            Some(Alias::Of(number)) => {
                if !self.index.insert(hashed, key, number) {
                    return Err(Full);
                }
                self.aliases.number(key, number);
                self.name_from(number, name, place);
                return Ok(number);
            }
            Some(Alias::OfNew(main)) => self.add_id(&main)?,
            None => self.add_id(&String::from_utf8_lossy(id))?,
        };
        if !self.index.insert(hashed, key, number) {
            return Err(Full);
        }
        self.aliases.number(key, number);
        self.others.push(Other {
            place,
            name: String::from_utf8_lossy(name).into(),
            keyed: if key.first() == Some(&NAME_MARK) {
                Keyed::ByName
            } else {
                Keyed::ById
            },
        });
        Ok(number)
    }

    /// The number of whom a key, or an alias, means.
    pub fn find(&self, key: &[u8]) -> Option<u32> {
        let known = self.index.find(Key::of(key), key);
        known.or_else(|| match self.alias(key)? {
            Alias::Of(number) => Some(number),
            Alias::OfNew(_) => None,
        })
    }

    /// The number of whom an id as outputs show it means: where books have no ids, that is a
    /// name.
    pub fn find_shown(&self, id: &[u8]) -> Option<u32> {
        let by_name = || self.find(&name_key(std::str::from_utf8(id).ok()?));
        self.find(id).or_else(by_name)
    }

    /// Whom a key means that is not in the index, when it is an alias.
    fn alias(&self, key: &[u8]) -> Option<Alias> {
        let (number, main) = self.aliases.customer(key)?;
        let find = |key: &[u8]| self.index.find(Key::of(key), key);
        let known = number
            .or_else(|| find(&name_key(main)))
            .or_else(|| find(main.as_bytes()));
        Some(known.map_or_else(|| Alias::OfNew(main.to_owned()), Alias::Of))
    }

    /// Gives customers that only orders name the ids by which outputs know them, whichever
    /// thread met which row first: the main name where aliases have one, else the name as
    /// the first row writes it. Other tables then find them by every alias.
    pub fn settle(&mut self) {
        for (number, main) in self.aliases.mains() {
            let other = number.checked_sub(self.in_sheet);
            let other = other.and_then(|at| self.others.get_mut(at as usize));
            if let Some(other) = other.filter(|other| other.keyed == Keyed::ByName) {
                other.name = main.into();
            }
        }
        let odd = |(at, other): (usize, &Other)| {
            let id = self.ids.text(self.in_sheet + at as u32);
            other.keyed == Keyed::ByName && *other.name != *id
        };
        if self.others.iter().enumerate().any(odd) {
            let ids = std::mem::take(&mut self.ids);
            for number in 0..ids.len() as u32 {
                let other = number.checked_sub(self.in_sheet);
                let other = other.map(|at| &self.others[at as usize]);
                let name = other.filter(|other| other.keyed == Keyed::ByName);
                let id = name.map_or(ids.bytes(number), |other| other.name.as_bytes());
                // Names had room before, as keys.
                let _ = self.ids.push(id);
            }
        }
        for (key, number) in self.aliases.known() {
            let hashed = Key::of(key);
            if self.index.find(hashed, key).is_none() {
                // Without room the alias is not found; the main name still is.
                let _ = self.index.insert(hashed, key, number);
            }
        }
    }

    /// Whether a customer is known by name alone.
    pub fn known_by_name(&self, number: u32) -> bool {
        let other = number.checked_sub(self.in_sheet);
        let other = other.and_then(|at| self.others.get(at as usize));
        other.is_some_and(|other| other.keyed == Keyed::ByName)
    }

    /// Adds a customer of the customer sheet, whose key must be new.
    pub fn add_from_sheet(&mut self, key: &[u8], id: &str, name: &str) -> Result<u32, Full> {
        let number = self.add_id(id)?;
        let fits = self.names.push_text(name).is_some();
        if !fits || !self.index.insert(Key::of(key), key, number) {
            return Err(Full);
        }
        self.in_sheet = number + 1;
        self.aliases.number(key, number);
        Ok(number)
    }

    fn add_id(&mut self, id: &str) -> Result<u32, Full> {
        if self.ids.len() >= MAX_CUSTOMERS {
            return Err(Full);
        }
        self.ids.push_text(id).ok_or(Full)
    }

    /// Whether this place comes before the one that named the customer so far.
    #[inline]
    pub fn earlier(&self, number: u32, place: (u16, u32)) -> bool {
        number >= self.in_sheet && place < self.others[(number - self.in_sheet) as usize].place
    }

    /// Names a customer that the customer sheet does not have by the first row that mentions it.
    pub fn name_from(&mut self, number: u32, name: &[u8], place: (u16, u32)) {
        if self.earlier(number, place) {
            let other = &mut self.others[(number - self.in_sheet) as usize];
            other.place = place;
            other.name = String::from_utf8_lossy(name).into();
        }
    }

    /// Forgets customers that the customer sheet does not have, and all names in the index.
    pub fn forget_others(&mut self, keyed: Keyed) {
        self.others.clear();
        self.aliases.forget_from(self.in_sheet);
        let ids = std::mem::take(&mut self.ids);
        let mut index = Index::default();
        let some = (0..self.in_sheet).take(SOME);
        let some = some.filter(|_| keyed == Keyed::ById);
        let some = some.map(|number| Key::of(ids.bytes(number)));
        index.reserve(self.in_sheet as usize, some);
        for number in 0..self.in_sheet {
            let id = ids.bytes(number);
            let key = match keyed {
                Keyed::ById => id.to_vec(),
                Keyed::ByName => name_key(ids.text(number)),
            };
            // Both had room before, with more in them.
            let _ = index.insert(Key::of(&key), &key, number);
            let _ = self.ids.push(id);
        }
        self.index = index;
    }

    /// The id as shown.
    pub fn id(&self, number: u32) -> &str {
        self.ids.text(number)
    }

    /// The name; the id where nothing names the customer.
    pub fn name(&self, number: u32) -> &str {
        let name = if number < self.in_sheet {
            self.names.text(number)
        } else {
            &self.others[(number - self.in_sheet) as usize].name
        };
        if name.is_empty() {
            self.id(number)
        } else {
            name
        }
    }

    /// The first place (table, row) that mentioned a customer the sheet does not have.
    pub fn first_place(&self, number: u32) -> Option<(u16, u32)> {
        let other = number.checked_sub(self.in_sheet)?;
        self.others.get(other as usize).map(|other| other.place)
    }

    /// Numbers in the order of outputs: the customer sheet's, then the others by id.
    pub fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order[self.in_sheet as usize..].sort_unstable_by(|a, b| self.by_id(*a, *b));
        order
    }

    /// Compares customers by id; the way ties are broken everywhere.
    pub fn by_id(&self, a: u32, b: u32) -> Ordering {
        self.ids.bytes(a).cmp(self.ids.bytes(b))
    }

    /// Whether numbers ascend with ids, so that numbers themselves break ties.
    pub fn is_sorted(&self) -> bool {
        (1..self.len() as u32).all(|number| self.by_id(number - 1, number) == Ordering::Less)
    }
}
