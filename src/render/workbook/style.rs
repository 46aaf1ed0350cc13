//! How cells look: number formats, tier colours, what is to be filled in, what is
//! late. Takes meaning (a cell and its column's emphasis), gives formats.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, XlsxError};

use crate::lang::Language;
use crate::lang::number::yes_or_no;
use crate::period::Day;
use crate::render::workbook::cursor::Row;
use crate::render::workbook::plan::{Book, Tile, Tone};
use crate::table::{Cell, Emphasis, clock};

/// Excel counts days from 30 December 1899; tierbook from 1 January 1970.
const EXCEL_EPOCH: i32 = 25_569;

/// Text and ground of tiers, best first; what comes after shares the last.
const TIER_COLOURS: [(u32, u32); 4] = [
    (0x0B_5D1E, 0xD3_F0D8),
    (0x0B_3C73, 0xD6_E6F8),
    (0x4A_4A4A, 0xE6_E6E6),
    (0x6B_6B6B, 0xF4_F4F4),
];

/// Bars of charts whose names are tiers.
pub(super) const TIER_BARS: [u32; 4] = [0x3F_A65A, 0x3E_7CC4, 0xA6_A6A6, 0xC9_C9C9];

/// Bars of every other chart.
pub(super) const BAR: u32 = 0x3E_7CC4;

/// Behind large figures.
const TILE_GROUND: u32 = 0xEE_F3F9;

const INPUT_GROUND: u32 = 0xFF_F8DC;
const LATE: (u32, u32) = (0x9C_0006, 0xFD_DCDC);
const TODAY: (u32, u32) = (0x7F_4F00, 0xFF_ECC2);

/// How most cells of a column look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Usual(usize);

/// What a value is, as far as its number format goes. Numbers keep a space's width
/// (`_ `) from the text to their right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Text,
    /// A figure written as words.
    Part,
    Long,
    Count,
    Number,
    Money,
    Ratio,
    Date,
    Minute,
    Second,
    Length,
    Moment,
}

impl Face {
    const ALL: [Self; 12] = [
        Self::Text,
        Self::Part,
        Self::Long,
        Self::Count,
        Self::Number,
        Self::Money,
        Self::Ratio,
        Self::Date,
        Self::Minute,
        Self::Second,
        Self::Length,
        Self::Moment,
    ];

    fn on(self, ground: Format) -> Format {
        let format = ground.set_align(FormatAlign::Top);
        let moment =
            |format: Format, shown: &str| format.set_num_format(shown).set_align(FormatAlign::Left);
        match self {
            Self::Text => format,
            Self::Part => format.set_num_format("@_ ").set_align(FormatAlign::Right),
            Self::Long => format.set_text_wrap(),
            Self::Count => format.set_num_format("#,##0_ "),
            Self::Number => format.set_num_format("#,##0.0#_ "),
            Self::Money => format.set_num_format("#,##0.00_ "),
            Self::Ratio => format.set_num_format("0.0%_ "),
            Self::Date => moment(format, "yyyy-mm-dd"),
            Self::Minute => moment(format, "hh:mm"),
            Self::Second => moment(format, "hh:mm:ss"),
            Self::Length => moment(format, "[h]:mm:ss"),
            Self::Moment => moment(format, "yyyy-mm-dd hh:mm:ss"),
        }
    }
}

/// The side of a column to which its values stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// What a cell stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Plain,
    Input,
    Late,
    Today,
    Tier(usize),
}

/// Every format of a book.
pub(super) struct Styles {
    /// Headings of columns, left and right.
    header: [Format; 2],
    /// Headings of columns that people fill in, left and right.
    input_header: [Format; 2],
    /// Headings of the user's own columns, left and right.
    own_header: [Format; 2],
    /// What a large figure counts.
    pub(super) tile_label: Format,
    /// A large figure, and one to look at.
    tile: [Format; 2],
    /// The headline of a page.
    pub(super) title: Format,
    /// The heading of a block.
    pub(super) section: Format,
    /// Paragraphs and notes.
    pub(super) note: Format,
    /// Paragraphs that should not be missed.
    pub(super) warning: Format,
    language: Language,
    as_of: Day,
    tiers: Vec<String>,
    /// Every ground with every face, in the order of `place`.
    cells: Vec<Format>,
}

impl Usual {
    /// By one of the cells; `None` where they differ or have a ground.
    pub(super) fn of(cell: &Cell<'_>, emphasis: Emphasis) -> Option<Self> {
        let plain = matches!(
            emphasis,
            Emphasis::Plain
                | Emphasis::Figure
                | Emphasis::Long
                | Emphasis::Theirs
                | Emphasis::Key
                | Emphasis::Due
        );
        let face = face(cell, emphasis).filter(|_| plain)?;
        Some(Self(place(Ground::Plain, face)))
    }
}

impl Styles {
    /// Makes the formats of a book.
    pub(super) fn new(book: &Book<'_>) -> Self {
        let coloured = |(text, ground): (u32, u32)| {
            Format::new()
                .set_font_color(Color::RGB(text))
                .set_background_color(Color::RGB(ground))
        };
        let edged = |format: Format, edge: u32| {
            format
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(edge))
        };
        let mut grounds = vec![
            Format::new(),
            edged(
                Format::new().set_background_color(Color::RGB(INPUT_GROUND)),
                0xE3_D9B0,
            ),
            coloured(LATE).set_bold(),
            coloured(TODAY),
        ];
        grounds.extend(TIER_COLOURS.map(|colours| coloured(colours).set_bold()));
        let cells = grounds
            .iter()
            .flat_map(|ground| Face::ALL.map(|face| face.on(ground.clone())))
            .collect();
        let header = coloured((0xFF_FFFF, 0x2F_4B6E))
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let input_header = coloured((0x5A_4300, 0xF7_D774))
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let own_header = coloured((0xFF_FFFF, 0x6B_7686))
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let tile = |colours| {
            coloured(colours)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_border_left(FormatBorder::Thick)
                .set_border_left_color(Color::White)
        };
        Self {
            header: both_sides(&edged(header, 0x5C_7696)),
            input_header: both_sides(&edged(input_header, 0xD9_B84A)),
            own_header: both_sides(&edged(own_header, 0x8D_96A3)),
            tile_label: tile((0x55_5555, TILE_GROUND)).set_font_size(9).set_shrink(),
            tile: [(0x1F_3A5F, TILE_GROUND), (LATE.0, LATE.1)]
                .map(|colours| tile(colours).set_bold().set_font_size(15).set_shrink()),
            title: Format::new().set_bold().set_font_size(16),
            section: Format::new()
                .set_bold()
                .set_font_size(12)
                .set_font_color(Color::RGB(0x2F_4B6E)),
            note: Format::new().set_font_color(Color::RGB(0x55_5555)),
            warning: Format::new().set_font_color(Color::RGB(LATE.0)).set_bold(),
            language: book.language,
            as_of: book.as_of,
            tiers: book.tiers.clone(),
            cells,
        }
    }

    /// The format of a column's heading.
    pub(super) fn heading(&self, emphasis: Emphasis, side: Side) -> &Format {
        let both = match emphasis {
            Emphasis::Input | Emphasis::Edit => &self.input_header,
            Emphasis::Theirs => &self.own_header,
            Emphasis::Plain
            | Emphasis::Figure
            | Emphasis::Tier
            | Emphasis::Due
            | Emphasis::Long
            | Emphasis::Key => &self.header,
        };
        match side {
            Side::Left => &both[0],
            Side::Right => &both[1],
        }
    }

    /// Writes one cell as the next of its row.
    pub(super) fn write(
        &self,
        row: &mut Row<'_>,
        cell: &Cell<'_>,
        emphasis: Emphasis,
        usual: Option<Usual>,
    ) -> Result<(), XlsxError> {
        let Some(face) = face(cell, emphasis) else {
            return self.write_blank(row, emphasis);
        };
        let place = place(self.ground(cell, emphasis), face);
        let format = (usual != Some(Usual(place))).then(|| &self.cells[place]);
        let number = match cell {
            Cell::Blank => return self.write_blank(row, emphasis),
            Cell::Text(text) => return write_text(row, text, format),
            Cell::Flag(flag) if emphasis == Emphasis::Theirs => {
                return row.flag(*flag, &self.cells[place]);
            }
            Cell::Flag(flag) => return write_text(row, yes_or_no(*flag, self.language), format),
            Cell::Count(count) => *count as f64,
            Cell::Number(number) | Cell::Ratio(number) | Cell::Clock(number) => *number,
            Cell::Money(money) => money.to_f64(),
            Cell::Date(day) => f64::from(day.0 + EXCEL_EPOCH),
        };
        match format {
            Some(format) => row.number(number, format),
            None => row.usual_number(number),
        }
    }

    /// The format of a usual cell.
    pub(super) fn format_of(&self, usual: Usual) -> &Format {
        &self.cells[usual.0]
    }

    /// Writes a large figure as the next cell of its row.
    pub(super) fn write_tile(&self, row: &mut Row<'_>, tile: &Tile<'_>) -> Result<(), XlsxError> {
        let format = match tile.tone {
            Tone::Plain => self.tile[0].clone(),
            Tone::Alarm => self.tile[1].clone(),
        };
        match &tile.value {
            Cell::Count(count) => row.number(*count as f64, &format.set_num_format("#,##0")),
            Cell::Money(money) => row.number(money.to_f64(), &format.set_num_format("#,##0")),
            Cell::Number(number) => row.number(*number, &format.set_num_format("#,##0")),
            Cell::Ratio(ratio) => row.number(*ratio, &format.set_num_format("0.0%")),
            Cell::Text(text) => row.text(text, &format),
            Cell::Date(day) => row.number(
                f64::from(day.0 + EXCEL_EPOCH),
                &format.set_num_format("yyyy-mm-dd"),
            ),
            Cell::Clock(days) => row.text(&clock::text(*days), &format),
            Cell::Flag(_) | Cell::Blank => row.blank(&format),
        }
    }

    /// Nothing is written, save where people are to fill in.
    fn write_blank(&self, row: &mut Row<'_>, emphasis: Emphasis) -> Result<(), XlsxError> {
        if emphasis == Emphasis::Input {
            return row.blank(&self.cells[place(Ground::Input, Face::Text)]);
        }
        row.skip();
        Ok(())
    }

    fn ground(&self, cell: &Cell<'_>, emphasis: Emphasis) -> Ground {
        match (emphasis, cell) {
            (Emphasis::Input, _) => Ground::Input,
            (Emphasis::Due, Cell::Date(day)) if *day < self.as_of => Ground::Late,
            (Emphasis::Due, Cell::Date(day)) if *day == self.as_of => Ground::Today,
            (Emphasis::Tier, cell) => self.tier(cell).map_or(Ground::Plain, Ground::Tier),
            _ => Ground::Plain,
        }
    }

    /// Which colour a tier has: its place, the last for all that come after.
    fn tier(&self, cell: &Cell<'_>) -> Option<usize> {
        let Cell::Text(name) = cell else { return None };
        let place = self.tiers.iter().position(|tier| tier == name)?;
        Some(place.min(TIER_COLOURS.len() - 1))
    }
}

/// How a value is shown; `None` for what leaves its cell empty.
fn face(cell: &Cell<'_>, emphasis: Emphasis) -> Option<Face> {
    Some(match cell {
        Cell::Blank => return None,
        Cell::Number(number) | Cell::Ratio(number) | Cell::Clock(number) if !number.is_finite() => {
            return None;
        }
        Cell::Text(text) if emphasis == Emphasis::Long || text.contains('\n') => Face::Long,
        // Numbers of their own look as they do in their sheet: a telephone has no commas.
        Cell::Number(_)
            if matches!(
                emphasis,
                Emphasis::Theirs | Emphasis::Edit | Emphasis::Input
            ) =>
        {
            Face::Text
        }
        Cell::Text(_) if emphasis == Emphasis::Figure => Face::Part,
        Cell::Text(_) | Cell::Flag(_) => Face::Text,
        Cell::Count(_) => Face::Count,
        Cell::Number(_) => Face::Number,
        Cell::Ratio(_) => Face::Ratio,
        Cell::Money(_) => Face::Money,
        Cell::Date(_) => Face::Date,
        Cell::Clock(days) => match clock::kind(*days) {
            clock::Kind::Minute => Face::Minute,
            clock::Kind::Second => Face::Second,
            clock::Kind::Length => Face::Length,
            clock::Kind::Moment => Face::Moment,
        },
    })
}

/// Writes text, with a format of its own or as its column looks.
fn write_text(row: &mut Row<'_>, text: &str, format: Option<&Format>) -> Result<(), XlsxError> {
    match format {
        Some(format) => row.text(text, format),
        None => row.usual_text(text),
    }
}

fn both_sides(format: &Format) -> [Format; 2] {
    [FormatAlign::Left, FormatAlign::Right].map(|side| format.clone().set_align(side))
}

/// Where a format stands in `Styles::cells`.
fn place(ground: Ground, face: Face) -> usize {
    let ground = match ground {
        Ground::Plain => 0,
        Ground::Input => 1,
        Ground::Late => 2,
        Ground::Today => 3,
        Ground::Tier(tier) => 4 + tier,
    };
    ground * Face::ALL.len() + face as usize
}
