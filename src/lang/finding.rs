//! Findings in words: what was found, in the user's own words, and the next move.
//! Takes a finding, gives a sentence without place and a separate hint; the place
//! is `lang::place`'s.

use crate::lang::Language;
use crate::lang::heading::{field as field_name, field_in_sentence, role as role_name};
use crate::lang::number::{self, count};
use crate::lang::returned;
use crate::money::Total;
use crate::names::{Field, Role};
use crate::problem::{EventLeft, Finding, ReadAs, Severity};

mod help;
mod odd;
mod twice;
mod types;

use twice::{duplicate_customer, duplicate_order, duplicate_orders, shown_twice};
use types::{nobody_of, undecided};

pub use help::help;

/// What was found. No place, no full stop: it follows a place and may be followed by a count.
#[expect(
    clippy::too_many_lines,
    reason = "one flat match: every finding with both languages side by side"
)]
pub fn message(finding: &Finding, language: Language) -> String {
    let name = |field: &Field| field_in_sentence(*field, language);
    let amount = |total| number::amount(total, language);
    let zh = language == Language::Zh;
    match finding {
        Finding::EmptyCell(field) if zh => format!("{}为空", name(field)),
        Finding::EmptyCell(field) => format!("{} is empty", name(field)),
        Finding::NotADate(_, word) if zh => format!("“{word}”不是日期（应为 年-月-日）"),
        Finding::NotADate(_, word) => format!("\"{word}\" is not a date (expected year-month-day)"),
        Finding::DateOutOfRange(_, word) if zh => format!("日期“{word}”不在 1950 至 2129 年之间"),
        Finding::DateOutOfRange(_, word) => {
            format!("the date \"{word}\" is not between 1950 and 2129")
        }
        Finding::NotAnAmount(_, word) if zh => format!("“{word}”不是金额（应为 1234.50 这样的数）"),
        Finding::NotAnAmount(_, word) => {
            format!("\"{word}\" is not an amount (expected a number such as 1234.50)")
        }
        Finding::NotANumber(_, word) if zh => format!("“{word}”不是数字"),
        Finding::NotANumber(_, word) => format!("\"{word}\" is not a number"),
        Finding::RulesColumn {
            header,
            read_as,
            word,
        } => rules_column(header, *read_as, word, language),
        Finding::NotYesOrNo(_, word) if zh => format!("“{word}”既不是“是”也不是“否”"),
        Finding::NotYesOrNo(_, word) => format!("\"{word}\" is neither yes nor no"),
        Finding::RoundedIds(word) if zh => format!(
            "超过 15 位的编号末尾全是 0（如“{word}”），多半被 Excel 截断了，不同的客户可能成了同一个"
        ),
        Finding::RoundedIds(word) => format!(
            "all ids of more than 15 digits end in zeros, such as \"{word}\": Excel has probably rounded them, and different customers may have become one"
        ),
        Finding::DamagedOrders(word) if zh => format!(
            "订单编号被 Excel 改成科学计数或截断（如“{word}”），分不清是几单；同一客户同一天的算作一单"
        ),
        Finding::DamagedOrders(word) => format!(
            "order numbers such as \"{word}\" were turned into rounded numbers by Excel, so orders cannot be told apart; those of one customer and day count as one"
        ),
        Finding::ReturnRows(word, total) if zh => format!(
            "“{word}”是退货，写成正数的金额按负数计，合计 {}",
            number::amount(*total, language)
        ),
        Finding::ReturnRows(word, total) => format!(
            "rows of \"{word}\" are returns, and their amounts count as negative, {} in all",
            number::amount(*total, language)
        ),
        Finding::WithoutId if zh => "客户编号为空，按客户名称认人".to_owned(),
        Finding::WithoutId => {
            "rows have no customer id and are known by the customer's name".to_owned()
        }
        Finding::SumRows(word, total) if zh => format!(
            "这些行写着“{word}”，是别的行的合计，不算订单，合计 {}",
            number::amount(*total, language)
        ),
        Finding::SumRows(word, total) => format!(
            "rows that say \"{word}\" sum up others and are no orders, {} in all",
            number::amount(*total, language)
        ),
        Finding::DamagedId(_, word) if zh => {
            format!("编号“{word}”已被 Excel 改成科学计数或截断，无法还原")
        }
        Finding::DamagedId(_, word) => format!(
            "the id \"{word}\" was turned into a rounded number by Excel and cannot be restored"
        ),
        Finding::GarbledId(field, word) if zh => {
            format!("{}“{word}”里有读不出的字节，不知道是谁", name(field))
        }
        Finding::GarbledId(field, word) => format!(
            "{} \"{word}\" has bytes that are no text, so nobody knows who it is",
            name(field)
        ),
        Finding::ErrorCell(field, word) if zh => format!("{}是错误值 {word}", name(field)),
        Finding::ErrorCell(field, word) => format!("{} holds the error {word}", name(field)),
        Finding::NoCustomer if zh => "这一行没有客户".to_owned(),
        Finding::NoCustomer => "the row names no customer".to_owned(),
        Finding::RaggedRow(cells, columns) if zh => {
            format!("这一行有 {cells} 个单元格，表头有 {columns} 列")
        }
        Finding::RaggedRow(cells, columns) => {
            format!("the row has {cells} cells, the header {columns}")
        }
        Finding::BadText if zh => "有些字节不是该文件编码里的文字，读成了 �".to_owned(),
        Finding::BadText => {
            "some bytes are not text in this file's encoding and read as \u{FFFD}".to_owned()
        }
        Finding::StrayQuote if zh => "引号打开后没有关上，当作普通字符读了".to_owned(),
        Finding::StrayQuote => {
            "a quote opens and never closes; it was read as a letter".to_owned()
        }
        Finding::OtherEncoding(own, other) if zh => {
            format!("从这一行起有些行是 {other} 编码，而文件开头是 {own}，这些行里的文字读不对")
        }
        Finding::OtherEncoding(own, other) => format!(
            "from here on there are rows in {other}, while the file begins in {own}; their text cannot be read"
        ),
        Finding::BrokenSheet if zh => "这张工作表已损坏，没有读；其他工作表照常读".to_owned(),
        Finding::BrokenSheet => {
            "this sheet is broken and was not read; the others were".to_owned()
        }
        Finding::HiddenSheet(role) if zh => {
            format!("这张{}表是隐藏的，没有读；只读了显示着的", role_name(*role, language))
        }
        Finding::HiddenSheet(role) => format!(
            "this sheet of {} is hidden and was not read; only those that are shown were",
            role_name(*role, language)
        ),
        Finding::DuplicateCustomer(id, row) => duplicate_customer(id, *row, language),
        Finding::DuplicateOrderRow {
            customer,
            day,
            amount: total,
            counted,
            first,
        } => {
            let row = match language {
                Language::Zh => format!("“{customer}”{day}，{}", amount(*total)),
                Language::En => format!("\"{customer}\", {day}, {}", amount(*total)),
            };
            duplicate_order(*first, &row, *counted, language)
        }
        Finding::OrderShownTwice {
            customer,
            day,
            amount: total,
            counted,
            cancelled,
        } => {
            let row = match language {
                Language::Zh => format!("：“{customer}”{day}，{}", amount(*total)),
                Language::En => format!(": \"{customer}\", {day}, {}", amount(*total)),
            };
            shown_twice(&row, (*cancelled, *counted), language)
        }
        Finding::Papers { counted: true } if zh => {
            "像是发票、出库、合同或汇总，旁边另有订单表：两张都计入，同一笔生意可能算了两次".to_owned()
        }
        Finding::Papers { counted: true } => "the rows look like invoices, deliveries, contracts or sums beside a sheet of orders: both count, perhaps the same sales twice".to_owned(),
        Finding::Papers { counted: false } if zh => {
            "列的是收付款、报价或费用，旁边另有订单表：这张没有计入".to_owned()
        }
        Finding::Papers { counted: false } => "the rows are payments, quotations or expenses beside a sheet of orders, and do not count".to_owned(),
        Finding::OrdersElsewhere(total) if zh => format!(
            "这些订单（编号、客户、日期都相同）在前面的订单表里金额不同，两边都计入，这里合计 {}：可能一张是订单、一张是订单明细，也可能金额后来改过",
            amount(*total)
        ),
        Finding::OrdersElsewhere(total) => format!(
            "orders of this sheet stand in an earlier one with the same number, customer and day but other amounts, and count in both, {} here: perhaps one lists orders and the other their lines, or amounts were changed since",
            amount(*total)
        ),
        Finding::UnknownCustomer(id) if zh => {
            format!("订单里的客户不在客户表中，例如“{id}”；仍作为客户保留")
        }
        Finding::UnknownCustomer(id) => format!(
            "orders name customers that the customer sheet does not have, such as \"{id}\"; they are kept as customers"
        ),
        Finding::UnknownContact(id) if zh => format!("跟进记录里的客户无人认识，例如“{id}”"),
        Finding::UnknownContact(id) => {
            format!("the contact log names customers that nobody knows, such as \"{id}\"")
        }
        Finding::ContactsAfterAsOf if zh => "截止日之后的跟进记录不计入".to_owned(),
        Finding::ContactsAfterAsOf => "contacts after the as-of day are left out".to_owned(),
        Finding::LastContactAfterAsOf if zh => {
            "“最近联系”晚于截止日，不计；更早有没有联系过，客户表里看不出".to_owned()
        }
        Finding::LastContactAfterAsOf => {
            "a last contact after the as-of day is left out; whether there were earlier ones, the customer sheet does not say"
                .to_owned()
        }
        Finding::LinesBelow if zh => {
            "一单有多行，订单信息只写在第一行；下面各行随上面的订单计入".to_owned()
        }
        Finding::LinesBelow => {
            "orders have several lines and write their cells on the first; the lines below count with it"
                .to_owned()
        }
        Finding::TotalsOnce(header, total) if zh => format!(
            "“{header}”是整单金额，在同一订单的各行重复；每单只计一次，重复的不计入，合计 {}",
            amount(*total)
        ),
        Finding::TotalsOnce(header, total) => format!(
            "\"{header}\" is the order's amount, repeated on its lines; it counts once an order, and {} is left out",
            amount(*total)
        ),
        Finding::AmountsAlike(header) if zh => {
            format!("同一订单的各行“{header}”都相同，看不出是整单还是单行的金额；按每行各算计入")
        }
        Finding::AmountsAlike(header) => format!(
            "the lines of an order all have the same \"{header}\", which may be the order's or each line's; every line counts"
        ),
        Finding::TableAbove(row) if zh => {
            format!("第 {row} 行起的表没有读，读的是它下面的一张")
        }
        Finding::TableAbove(row) => {
            format!("the table from row {row} on was not read; the one below it was")
        }
        Finding::AnotherTable(row) if zh => {
            format!("第 {row} 行起是另一张表，只读了上面的一张")
        }
        Finding::AnotherTable(row) => {
            format!("another table begins in row {row}; only the one above it was read")
        }
        Finding::NoRows(role) if zh => {
            format!("{}表只有表头，没有数据行", role_name(*role, language))
        }
        Finding::NoRows(Role::Orders) => "there is a header for orders and no row below it".to_owned(),
        Finding::NoRows(_) => "there is a header for customers and no row below it".to_owned(),
        Finding::SharedNames if zh => {
            "有客户与前面的客户同名；只写名称的行算作第一个".to_owned()
        }
        Finding::SharedNames => {
            "customers share a name with an earlier one; rows that give only the name count for the first"
                .to_owned()
        }
        Finding::SegmentShadowed { zh: name, .. } if zh => {
            format!("分群“{name}”永远轮不到：它的格子都被前面的占了")
        }
        Finding::SegmentShadowed { en: name, .. } => {
            format!("the segment \"{name}\" can never match: earlier ones claim all its cells")
        }
        Finding::ExcludedByStatus(word, total) if zh => {
            format!("状态为“{word}”的行不计入，合计 {}", amount(*total))
        }
        Finding::ExcludedByStatus(word, total) => format!(
            "rows with the status \"{word}\" are left out, {} in all",
            amount(*total)
        ),
        Finding::AfterAsOf(total) if zh => format!("截止日之后的行不计入，合计 {}", amount(*total)),
        Finding::AfterAsOf(total) => format!(
            "rows after the as-of day are left out, {} in all",
            amount(*total)
        ),
        Finding::RefundedRows(word, total) if zh => format!(
            "状态为“{word}”而金额为正的行按 0 计，合计 {}",
            amount(*total)
        ),
        Finding::RefundedRows(word, total) => format!(
            "rows with the status \"{word}\" and a positive amount count 0, {} in all",
            amount(*total)
        ),
        Finding::DottedAmounts if zh => {
            "带点的数点后都是三位，如 1.234：按小数读，也可能是千分位".to_owned()
        }
        Finding::DottedAmounts => {
            "every dot has three digits behind it, such as 1.234: it is read as a decimal point, and may group thousands"
                .to_owned()
        }
        Finding::RoundedAmounts if zh => "金额超过四位小数，已按四位舍入".to_owned(),
        Finding::RoundedAmounts => {
            "amounts with more than four decimals were rounded to four".to_owned()
        }
        Finding::UnknownStatus(word) if zh => format!("没见过的状态“{word}”，这些行按购买计入"),
        Finding::UnknownStatus(word) => {
            format!("the status \"{word}\" is not known; its rows count as purchases")
        }
        Finding::NoRate(currency) if zh => format!("币种“{currency}”没有汇率"),
        Finding::NoRate(currency) => format!("there is no rate for the currency \"{currency}\""),
        Finding::Stale(day, age) if zh => format!("最新的订单是 {day}，已过 {age} 天"),
        Finding::Stale(day, age) => format!(
            "the newest order is of {day}, {} ago",
            number::days(u64::from(age.unsigned_abs()), language)
        ),
        Finding::ShortHistory(day, 12) if zh => format!(
            "订单从 {day} 才开始，不足 12 个月：看不出何时开始的客户，近12月的指标留空；等级按已有的订单排"
        ),
        Finding::ShortHistory(day, 12) => format!(
            "orders begin on {day}, less than 12 months back: metrics over 12 months are blank for customers not known to have begun since; tiers rank by what is there"
        ),
        Finding::ShortHistory(day, months) if zh => {
            format!("订单从 {day} 才开始，不足 {months} 个月；需要更早数据的指标留空")
        }
        Finding::ShortHistory(day, months) => format!(
            "orders begin on {day}, less than {} back; metrics that need the missing past are blank",
            number::months(u64::from(*months), language)
        ),
        Finding::NoColumn(name) if zh => format!("没有名为“{name}”的列"),
        Finding::NoColumn(name) => format!("there is no column named \"{name}\""),
        Finding::ColumnChosen { field, taken, left } if zh => {
            format!("“{taken}”和“{left}”都可能是{}，取了“{taken}”", name(field))
        }
        Finding::ColumnChosen { field, taken, left } => format!(
            "\"{taken}\" and \"{left}\" could both be {}; \"{taken}\" was taken",
            name(field)
        ),
        Finding::NearNames(one, other) if zh => format!("“{one}”和“{other}”几乎同名"),
        Finding::NearNames(one, other) => {
            format!("\"{one}\" and \"{other}\" are nearly the same name")
        }
        Finding::NameWithoutId(word) if zh => format!("“{word}”的编号与名称对不上客户表"),
        Finding::NameWithoutId(word) => {
            format!("id and name of \"{word}\" do not agree with the customer sheet")
        }
        Finding::ColumnRenamed(own, given) if zh => {
            format!("列“{own}”与我们的列同名，输出时叫“{given}”")
        }
        Finding::ColumnRenamed(own, given) => {
            format!("the column \"{own}\" has the name of one of ours; outputs call it \"{given}\"")
        }
        Finding::UnknownOutcome(word) if zh => format!("结果“{word}”不是固定用词之一"),
        Finding::UnknownOutcome(word) => {
            format!("the outcome \"{word}\" is not one of the fixed words")
        }
        Finding::UnknownPin {
            field,
            word,
            customer,
            ..
        } => match language {
            Language::Zh => format!("“{customer}”的{}“{word}”不在规则里", name(field)),
            Language::En => format!(
                "{} \"{word}\" of \"{customer}\" is not in the rules",
                name(field)
            ),
        },
        Finding::FewDistinct(score, values) if zh => format!(
            "{} 只有 {values} 个不同的值，少于评分档数",
            score.to_ascii_uppercase()
        ),
        Finding::FewDistinct(score, values) => format!(
            "{} has only {values} distinct {}, fewer than there are scores",
            score.to_ascii_uppercase(),
            if *values == 1 { "value" } else { "values" }
        ),
        Finding::Undecided(owner, blanks, customer) => undecided(owner, blanks, customer, language),
        Finding::SegmentGap(cell) if zh => format!("有评分不属于任何分群，例如 {cell}"),
        Finding::SegmentGap(cell) => format!("some scores belong to no segment, such as {cell}"),
        Finding::SegmentOverlap(cell) if zh => {
            format!("有评分同属几个分群，例如 {cell}；取最先写的那个")
        }
        Finding::SegmentOverlap(cell) => format!(
            "some scores belong to several segments, such as {cell}; the first one written counts"
        ),
        Finding::LopsidedTiers(tier, share, _) if zh => format!("{share}% 的客户都在“{tier}”级"),
        Finding::LopsidedTiers(tier, share, _) => {
            format!("{share}% of the customers are in tier \"{tier}\"")
        }
        Finding::MeasureTooLarge(id) if zh => {
            format!("分级依据超过 9.2 万亿，只按 9.2 万亿计，例如客户 {id}，等级因此不准")
        }
        Finding::MeasureTooLarge(id) => format!(
            "the measure of tiers is beyond 9.2 trillion and counts as that much, such as that of customer {id}, so that tiers are wrong"
        ),
        Finding::PinEndsFirst(name) if zh => {
            format!("{name} 的“指定至”早于“指定自”，这条指定不会生效")
        }
        Finding::PinEndsFirst(name) => {
            format!("the pin of {name} ends before it begins, and never holds")
        }
        Finding::EnteredLater(id) if zh => {
            format!("有客户在截止日之后才建档，仍按现有资料分层，例如 {id}")
        }
        Finding::EnteredLater(id) => format!(
            "customers who were entered after the as-of day are classified all the same, such as {id}"
        ),
        Finding::NobodyOfType(kinds) => nobody_of(kinds, language),
        Finding::Odd(odd) => odd::message(odd, language),
        Finding::CalendarEnds(day) if zh => {
            format!("节假日表到 {day} 为止，之后按周一至周五算工作日")
        }
        Finding::CalendarEnds(day) => format!(
            "the calendar of public holidays ends on {day}; later workdays are Monday to Friday"
        ),
        Finding::CalendarEvents {
            file,
            left,
            events,
            first,
        } => calendar_events(file, *left, *events, first, language),
        Finding::TooManyCategories {
            header,
            field,
            most,
        } => {
            let most = number::grouped_count(*most as i64);
            let field = field_name(*field, language);
            match language {
                Language::Zh => format!(
                    "“{header}”列（{field}）有 {most} 种以上不同的写法，分不出品类，所以不列上次购买和未购品类"
                ),
                Language::En => format!(
                    "\"{header}\" ({field}) has more than {most} different words, too many for categories: what was bought last and what was not is left out"
                ),
            }
        }
        Finding::Returned(said) => returned::message(said, language),
    }
}

/// A column that only the rules name does not hold what they take it for.
fn rules_column(header: &str, read_as: ReadAs, word: &str, language: Language) -> String {
    let what = match (read_as, language) {
        (ReadAs::Number, Language::Zh) => "数字",
        (ReadAs::Date, Language::Zh) => "日期",
        (ReadAs::YesOrNo, Language::Zh) => "是或否",
        (ReadAs::Words, Language::Zh) => "文字",
        (ReadAs::Number, Language::En) => "a number",
        (ReadAs::Date, Language::En) => "a date",
        (ReadAs::YesOrNo, Language::En) => "yes or no",
        (ReadAs::Words, Language::En) => "words",
    };
    match language {
        Language::Zh => format!("规则把 [{header}] 当作{what}，表里却是“{word}”"),
        Language::En => {
            format!("the rules read [{header}] as {what}, and \"{word}\" stands there")
        }
    }
}

/// What was found in many rows at once: the first one's word is an example; `total` is what
/// stands twice in them.
pub fn gist(finding: &Finding, total: Total, language: Language) -> String {
    let name = |field: &Field| field_in_sentence(*field, language);
    let like = |zh: &str, en: &str, field: &Field, word: &str| match language {
        Language::Zh => format!("{}{zh}，例如“{word}”", name(field)),
        Language::En => format!("{} {en}, such as \"{word}\"", name(field)),
    };
    match finding {
        Finding::NotADate(field, word) => like("读不成日期", "is not a date", field, word),
        Finding::DateOutOfRange(field, word) => like(
            "不在 1950 至 2129 年之间",
            "is not between 1950 and 2129",
            field,
            word,
        ),
        Finding::NotAnAmount(field, word) => like("读不成金额", "is not an amount", field, word),
        Finding::NotANumber(field, word) => like("读不成数字", "is not a number", field, word),
        Finding::NotYesOrNo(field, word) => {
            like("既不是“是”也不是“否”", "is neither yes nor no", field, word)
        }
        Finding::RulesColumn {
            header,
            read_as,
            word,
        } => rules_column(header, *read_as, word, language),
        Finding::PinEndsFirst(name) => match language {
            Language::Zh => format!("“指定至”早于“指定自”，指定不会生效，例如 {name}"),
            Language::En => {
                format!("pins end before they begin, and never hold, such as that of {name}")
            }
        },
        Finding::DamagedId(field, word) => {
            like("已被 Excel 改坏", "was damaged by Excel", field, word)
        }
        Finding::UnknownPin { field, word, .. } => {
            like("不在规则里", "is not in the rules", field, word)
        }
        Finding::GarbledId(field, word) => {
            like("有读不出的字节", "has bytes that are no text", field, word)
        }
        Finding::DuplicateCustomer(id, _) => match language {
            Language::Zh => format!("客户重复，以先出现的行为准，例如“{id}”"),
            Language::En => {
                format!("customers appear again, such as \"{id}\"; the first row of each counts")
            }
        },
        Finding::NearNames(one, other) => match language {
            Language::Zh => format!("名称几乎相同，例如“{one}”和“{other}”"),
            Language::En => format!("names are nearly the same, such as \"{one}\" and \"{other}\""),
        },
        Finding::NameWithoutId(word) => match language {
            Language::Zh => format!("编号与名称对不上客户表，例如“{word}”"),
            Language::En => {
                format!("id and name do not agree with the customer sheet, such as \"{word}\"")
            }
        },
        Finding::UnknownOutcome(word) => match language {
            Language::Zh => format!("结果不是固定用词之一，例如“{word}”"),
            Language::En => {
                format!("the outcome is not one of the fixed words, such as \"{word}\"")
            }
        },
        Finding::RaggedRow(..) => match language {
            Language::Zh => "单元格数与表头列数不同".to_owned(),
            Language::En => "the number of cells is not the header's".to_owned(),
        },
        Finding::DuplicateOrderRow { counted, .. } => duplicate_orders(total, *counted, language),
        Finding::OrderShownTwice {
            counted, cancelled, ..
        } => {
            let sum = number::amount(total, language);
            let sum = match language {
                Language::Zh => format!("，合计 {sum}"),
                Language::En => format!(", {sum} in all"),
            };
            shown_twice(&sum, (*cancelled, *counted), language)
        }
        Finding::Returned(said) => returned::gist(said, language),
        other => message(other, language),
    }
}

fn calendar_events(
    file: &str,
    left: EventLeft,
    events: u64,
    first: &str,
    language: Language,
) -> String {
    let number = count(events);
    let such = match (first, language) {
        ("", _) => String::new(),
        (first, Language::Zh) => format!("，如“{first}”"),
        (first, Language::En) => format!(", such as \"{first}\""),
    };
    match (left, language) {
        (EventLeft::Timed, Language::Zh) => {
            format!("{file} 里有 {number} 个日程不是全天，不算放假{such}")
        }
        (EventLeft::Timed, Language::En) => format!(
            "{file}: events that do not take a whole day are no days off, {number} in all{such}"
        ),
        (EventLeft::Repeats, Language::Zh) => {
            format!("{file} 里有 {number} 个日程的重复规律不是每年同一日期，只算第一次{such}")
        }
        (EventLeft::Repeats, Language::En) => format!(
            "{file}: of events that repeat otherwise than every year on their date only the first time counts, {number} in all{such}"
        ),
        (EventLeft::Unread, Language::Zh) => {
            format!("{file} 里有 {number} 个日程的日期读不懂，没有采用{such}")
        }
        (EventLeft::Unread, Language::En) => {
            format!("{file}: events whose days cannot be read are not taken, {number} in all{such}")
        }
    }
}

/// How bad a finding is.
pub fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => language.pick("错误", "error"),
        Severity::Warning => language.pick("注意", "warning"),
        Severity::Note => language.pick("提示", "note"),
    }
}

#[cfg(test)]
mod tests;
