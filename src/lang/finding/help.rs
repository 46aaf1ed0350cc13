//! The next move for a finding. Takes a finding, gives one piece of advice, or
//! nothing where the message says all there is to do.

use crate::lang::Language;
use crate::lang::heading::field_in_sentence;
use crate::money::UNITS;
use crate::names::Field;
use crate::problem::{EventLeft, Finding, Fitting};
use crate::value::date::as_serial;

/// Whether a field holds amounts beside that of the order, without which it counts.
fn is_beside(field: Field) -> bool {
    matches!(
        field,
        Field::OrderRefund | Field::OrderCost | Field::OrderProfit
    )
}

/// What somebody could do about it; `None` when nothing needs doing.
#[expect(
    clippy::too_many_lines,
    reason = "one flat match: every finding with both languages side by side"
)]
pub fn help(finding: &Finding, language: Language) -> Option<String> {
    let zh = language == Language::Zh;
    let text = match finding {
        Finding::EmptyCell(_) | Finding::NoCustomer if zh => {
            "在表里补上后重新运行；这一行暂不计入".to_owned()
        }
        Finding::EmptyCell(_) | Finding::NoCustomer => {
            "fill it in and run again; until then the row is set aside".to_owned()
        }
        Finding::NotADate(_, word) if as_serial(word).is_some() => {
            let day = as_serial(word)?;
            match language {
                Language::Zh => format!(
                    "像是 Excel 的日期序号（{day}），别的行写的是日期；在 Excel 里把这一格设成日期格式再导出"
                ),
                Language::En => format!(
                    "it may be an Excel day number ({day}) among cells that are dates; format the cell as a date in Excel and export again"
                ),
            }
        }
        Finding::NotADate(..) if zh => {
            "更正这一格；如果整列先写日或月，请在规则文件中设置 input.date_order".to_owned()
        }
        Finding::NotADate(..) => {
            "correct the cell; if the whole column writes day or month first, set `input.date_order` in the rules file"
                .to_owned()
        }
        Finding::DateOutOfRange(..) if zh => "多半是年份写错了，请更正".to_owned(),
        Finding::DateOutOfRange(..) => "the year is probably a slip; please correct it".to_owned(),
        Finding::NotAnAmount(field, _) | Finding::ErrorCell(field, _) if is_beside(*field) => {
            let field = field_in_sentence(*field, language);
            match language {
                Language::Zh => format!("订单照常计入，但不算{field}；请把单元格改成数字"),
                Language::En => {
                    format!("the order counts without {field}; write a number into the cell")
                }
            }
        }
        Finding::NotAnAmount(..) | Finding::NotANumber(..) if zh => {
            "单元格里只写数字，说明写到别的列".to_owned()
        }
        Finding::NotAnAmount(..) | Finding::NotANumber(..) => {
            "keep only the number in the cell and move words to another column".to_owned()
        }
        Finding::RulesColumn { .. } if zh => {
            "更正这些单元格，或改规则里用到这一列的表达式".to_owned()
        }
        Finding::RulesColumn { .. } => {
            "correct the cells, or change the expression in the rules that uses the column"
                .to_owned()
        }
        Finding::NotYesOrNo(..) if zh => "请填 是 或 否".to_owned(),
        Finding::NotYesOrNo(..) => "write yes or no".to_owned(),
        Finding::DamagedId(..) | Finding::DamagedOrders(_) | Finding::RoundedIds(_) if zh => {
            "从来源系统重新导出，并先把该列设为文本格式".to_owned()
        }
        Finding::DamagedId(..) | Finding::DamagedOrders(_) | Finding::RoundedIds(_) => {
            "export it again from its source with this column formatted as text".to_owned()
        }
        Finding::WithoutId if zh => "补上编号；同名的若是另一个客户，就会算到他名下".to_owned(),
        Finding::WithoutId => {
            "fill in the id: another customer of that name would be taken for this one".to_owned()
        }
        Finding::SumRows(..) if zh => "若是真实订单，请改掉这个词".to_owned(),
        Finding::SumRows(..) => "if they are orders, write another word there".to_owned(),
        Finding::ErrorCell(..) if zh => "修好公式，或用值替换它".to_owned(),
        Finding::ErrorCell(..) => "mend the formula or replace it by its value".to_owned(),
        Finding::RaggedRow(..) if zh => "检查该行是否多了或少了分隔符、引号".to_owned(),
        Finding::RaggedRow(..) => "look for a missing or extra separator or quote in this row".to_owned(),
        Finding::BadText | Finding::GarbledId(..) if zh => {
            "重新导出为 UTF-8；如果整个文件都是乱码，用 --encoding 指明它的编码".to_owned()
        }
        Finding::BadText | Finding::GarbledId(..) => {
            "export it again as UTF-8; if all of its text is garbled, name its encoding with --encoding"
                .to_owned()
        }
        Finding::StrayQuote if zh => "删掉这个引号，或在单元格末尾补上另一半".to_owned(),
        Finding::StrayQuote => {
            "delete the quote, or add the one that closes it at the end of the cell".to_owned()
        }
        Finding::OtherEncoding(..) if zh => {
            "多半是两个文件接在了一起；请拆开分别给出，或都存为 UTF-8 再合并".to_owned()
        }
        Finding::OtherEncoding(..) => {
            "two files were probably joined; name them separately, or save both as UTF-8 before joining them"
                .to_owned()
        }
        Finding::BrokenSheet if zh => "用 Excel 打开修复，另存一份再试；用不到它就删掉".to_owned(),
        Finding::BrokenSheet => {
            "let Excel open and repair the workbook and save a copy; delete the sheet if it is not needed"
                .to_owned()
        }
        Finding::HiddenSheet(_) if zh => "要计入的话，在 Excel 里取消隐藏；不要的话，删掉它".to_owned(),
        Finding::HiddenSheet(_) => {
            "unhide it in Excel if it should count; delete it if it should not".to_owned()
        }
        Finding::DuplicateCustomer(..) if zh => "合并或删去多余的行".to_owned(),
        Finding::DuplicateCustomer(..) => "merge the rows or delete the one too many".to_owned(),
        Finding::OrderShownTwice {
            counted: true,
            cancelled: true,
            ..
        } if zh => {
            "若确已取消，就在规则文件的 [orders] 里写 duplicates = \"exclude\"，不再计入".to_owned()
        }
        Finding::OrderShownTwice {
            counted: true,
            cancelled: true,
            ..
        } => "if it was cancelled, write duplicates = \"exclude\" under [orders], and it is left out"
            .to_owned(),
        Finding::DuplicateOrderRow { counted: true, .. }
        | Finding::OrderShownTwice { counted: true, .. }
            if zh =>
        {
            "若是重复导出，就在规则文件的 [orders] 里写 duplicates = \"exclude\"，只算一次".to_owned()
        }
        Finding::DuplicateOrderRow { counted: true, .. }
        | Finding::OrderShownTwice { counted: true, .. } => {
            "if they were exported twice, write duplicates = \"exclude\" under [orders], and they count once"
                .to_owned()
        }
        Finding::Papers { counted: true } if zh => {
            "若是同一批生意，只给订单表，例如 --orders '文件.xlsx#工作表'".to_owned()
        }
        Finding::Papers { counted: true } => {
            "if they are the same sales, give only the orders, such as --orders 'book.xlsx#Sheet'"
                .to_owned()
        }
        Finding::Papers { counted: false } if zh => {
            "若它就是订单，用 --orders '文件.xlsx#工作表' 指明".to_owned()
        }
        Finding::Papers { counted: false } => {
            "if they are orders, say so with --orders 'book.xlsx#Sheet'".to_owned()
        }
        Finding::OrdersElsewhere(_) if zh => {
            "只给其中一张表，例如 --orders '文件.xlsx#工作表'；金额改过的，删掉旧的行".to_owned()
        }
        Finding::OrdersElsewhere(_) => {
            "give only one of the sheets, such as --orders 'book.xlsx#Sheet'; where amounts were changed, delete the old rows"
                .to_owned()
        }
        Finding::UnknownCustomer(_) | Finding::UnknownContact(_) if zh => {
            "把他们加进客户表，或核对编号的写法".to_owned()
        }
        Finding::UnknownCustomer(_) | Finding::UnknownContact(_) => {
            "add them to the customer sheet, or check how their ids are written".to_owned()
        }
        Finding::SharedNames if zh => "给这些订单补上客户编号".to_owned(),
        Finding::SharedNames => "give their rows the customer id".to_owned(),
        Finding::SegmentShadowed { .. } if zh => "调整 [[segment]] 的先后或范围".to_owned(),
        Finding::SegmentShadowed { .. } => {
            "change the order or the ranges of the [[segment]] tables".to_owned()
        }
        Finding::UnknownStatus(_) if zh => {
            "算购买就写进规则文件 [orders] 的 counted，以后不再提；不算就写进 excluded 或 refunded".to_owned()
        }
        Finding::UnknownStatus(_) => {
            "under [orders] in the rules file, add the word to `counted` if they are purchases, so that it is not named again, else to `excluded` or `refunded`"
                .to_owned()
        }
        Finding::NoRate(currency) if zh => format!("在规则文件的 [rates] 里写上 {currency} 的汇率"),
        Finding::NoRate(currency) => format!("add {currency} under [rates] in the rules file"),
        Finding::Stale(..) if zh => "导出最新的订单再运行，或用 --as-of 指定截止日".to_owned(),
        Finding::Stale(..) => {
            "export the newest orders and run again, or name the day with --as-of".to_owned()
        }
        Finding::NoColumn(_) if zh => "核对表头的写法；tierbook check 会列出所有列".to_owned(),
        Finding::NoColumn(_) => {
            "check how the header is written; `tierbook check` lists the columns".to_owned()
        }
        Finding::ColumnChosen { field, left, .. } if zh => {
            format!("如果应当用“{left}”，请写进规则文件 [input.columns] 的 {field}")
        }
        Finding::ColumnChosen { field, left, .. } => {
            format!("if \"{left}\" is the right one, name it for {field} under [input.columns] in the rules file")
        }
        Finding::NearNames(..) if zh => "如果是同一个客户，请写进客户表的“别名”列，或规则文件的 [input.aliases]；不会自动合并".to_owned(),
        Finding::NearNames(..) => {
            "if they are one customer, say so in an alias column of the customer sheet or under [input.aliases] in the rules file; nothing is merged by itself".to_owned()
        }
        Finding::NameWithoutId(_) if zh => "核对这一行的编号和名称；以编号为准".to_owned(),
        Finding::NameWithoutId(_) => "check id and name of this row; the id counts".to_owned(),
        Finding::UnknownOutcome(_) if zh => {
            "可用：已沟通 未接通 已成交 已拒绝 投诉 已解决 推迟 勿扰".to_owned()
        }
        Finding::UnknownOutcome(_) => {
            "use one of 已沟通 未接通 已成交 已拒绝 投诉 已解决 推迟 勿扰".to_owned()
        }
        Finding::UnknownPin {
            near: Some(near), ..
        } => match language {
            Language::Zh => format!("是不是“{near}”？否则请清空这一格"),
            Language::En => format!("did you mean \"{near}\"? Otherwise clear the cell"),
        },
        Finding::UnknownPin {
            field: Field::CustomerPinnedTier,
            ..
        } if zh => {
            "改成规则里的等级名，或清空这一格".to_owned()
        }
        Finding::UnknownPin {
            field: Field::CustomerPinnedTier,
            ..
        } => {
            "use a tier of the rules, or clear the cell".to_owned()
        }
        Finding::UnknownPin { .. } if zh => "改成规则里的类型名，或清空这一格".to_owned(),
        Finding::UnknownPin { .. } => "use a type of the rules, or clear the cell".to_owned(),
        Finding::FewDistinct(..) if zh => "可以减少评分档数，或改用固定界限".to_owned(),
        Finding::FewDistinct(..) => "use fewer scores, or fixed bounds".to_owned(),
        Finding::Undecided(_, blanks, _) => {
            let first = blanks.first()?;
            let name = language.pick(&first.zh, &first.en);
            if zh {
                format!("补上“{name}”，或在条件里用 blank({name}) 写明怎样处理")
            } else {
                format!("fill in \"{name}\", or say in the condition what blank({name}) means")
            }
        }
        Finding::SegmentGap(_) if zh => "在最后加一个包含所有评分的分群".to_owned(),
        Finding::SegmentGap(_) => "add a last segment that takes every score".to_owned(),
        Finding::SegmentOverlap(_) if zh => "缩小其中一个分群的范围，或调整先后".to_owned(),
        Finding::SegmentOverlap(_) => "narrow one of the segments, or change their order".to_owned(),
        Finding::Odd(odd) => super::odd::help(odd, language),
        Finding::LopsidedTiers(_, _, fitting) => lopsided(fitting, language),
        Finding::DottedAmounts if zh => {
            "在规则文件的 [input] 里写 decimal = \"comma\"（点是千分位）或 \"dot\"（点是小数点）".to_owned()
        }
        Finding::DottedAmounts => {
            "write decimal = \"comma\" (dots group thousands) or \"dot\" under [input] in the rules file"
                .to_owned()
        }
        Finding::MeasureTooLarge(_) if zh => {
            "在 [tier] measure 里除以一个数，例如 / 10000".to_owned()
        }
        Finding::MeasureTooLarge(_) => {
            "divide the measure in [tier], for example by 10000".to_owned()
        }
        Finding::PinEndsFirst(_) if zh => "更正“指定自”或“指定至”的日期".to_owned(),
        Finding::PinEndsFirst(_) => "correct one of the two days".to_owned(),
        Finding::LastContactAfterAsOf if zh => {
            "写错了就更正日期；要看当时的样子，请给当时的客户表或跟进记录".to_owned()
        }
        Finding::LastContactAfterAsOf => {
            "correct the day if it is wrong; for the book as it was then, give the customer sheet of that time or a contact log".to_owned()
        }
        Finding::EnteredLater(_) if zh => {
            "要看当时的样子，请用当时的客户表".to_owned()
        }
        Finding::EnteredLater(_) => {
            "for the book as it was then, give the customer sheet of that time".to_owned()
        }
        Finding::CalendarEnds(_) if zh => "新一年的放假安排公布后，请更新自己的日历".to_owned(),
        Finding::CalendarEnds(_) => {
            "add your own days when the next year's holidays are published".to_owned()
        }
        Finding::CalendarEvents { left, .. } => match left {
            EventLeft::Timed => language.pick(
                "要放假的日程，请在日历里改成全天",
                "make an event that is a day off one of whole days",
            ),
            EventLeft::Repeats => language.pick(
                "把其余各次写进 [calendar] off，或在日历里写成单独的日程",
                "write the other days under [calendar] off, or as events of their own",
            ),
            EventLeft::Unread => language.pick(
                "在日历里改好，或写进 [calendar] off",
                "correct it in the calendar, or write the days under [calendar] off",
            ),
        }
        .to_owned(),
        Finding::TooManyCategories { .. } if zh => {
            "订单表里加一列产品类别，或在规则文件的 [input.columns] 里用 order.category 指明哪一列是类别".to_owned()
        }
        Finding::TooManyCategories { .. } => {
            "add a column of product categories to the orders, or say which column has them: order.category in [input.columns]".to_owned()
        }
        Finding::TotalsOnce(..) if zh => {
            "如果其实是每行各自的金额，请在规则文件的 [orders] 中写 amounts = \"row\"".to_owned()
        }
        Finding::TotalsOnce(..) => {
            "if it is each line's own, set `amounts = \"row\"` under [orders] in the rules file".to_owned()
        }
        Finding::AmountsAlike(_) if zh => {
            "如果是整单金额，请在规则文件的 [orders] 中写 amounts = \"order\"；如果每行各算，写 \"row\"".to_owned()
        }
        Finding::AmountsAlike(_) => {
            "if it is the order's, set `amounts = \"order\"` under [orders] in the rules file, else \"row\"".to_owned()
        }
        Finding::AnotherTable(_) | Finding::TableAbove(_) if zh => {
            "如果也要读，请把它移到单独的工作表或文件".to_owned()
        }
        Finding::AnotherTable(_) | Finding::TableAbove(_) => {
            "if it is to be read, too, move it to a sheet or file of its own".to_owned()
        }
        Finding::Returned(said) => return crate::lang::returned::help(said, language),
        Finding::NoRows(_) if zh => {
            "重新导出，确认筛选条件和导出范围里有数据".to_owned()
        }
        Finding::NoRows(_) => {
            "export it again and see that its filter and range hold data".to_owned()
        }
        Finding::ContactsAfterAsOf
        | Finding::LinesBelow
        | Finding::DuplicateOrderRow { counted: false, .. }
        | Finding::OrderShownTwice { counted: false, .. }
        | Finding::ExcludedByStatus(..)
        | Finding::AfterAsOf(_)
        | Finding::RefundedRows(..)
        | Finding::ReturnRows(..)
        | Finding::RoundedAmounts
        | Finding::ShortHistory(..)
        | Finding::ColumnRenamed(..)
        | Finding::NobodyOfType(_) => return None,
    };
    Some(text)
}

fn lopsided(fitting: &Fitting, language: Language) -> String {
    match fitting {
        Fitting::Amounts(least) => {
            let amounts: Vec<String> = least.iter().map(|amount| format!("\"{}\"", amount.0 / UNITS)).collect();
            let amounts = amounts.join(", ");
            match language {
                Language::Zh => {
                    format!("可以在 [tier] 里改用金额门槛，例如 at_least = [{amounts}]")
                }
                Language::En => {
                    format!("thresholds in money may serve better under [tier], such as at_least = [{amounts}]")
                }
            }
        }
        Fitting::Nothing => language
            .pick(
                "按金额也分不开：多数客户一样多；可在 [tier] 的 measure 里换一个指标",
                "no amounts would part them, since most are alike; sort by something else: measure in [tier]",
            )
            .to_owned(),
        Fitting::Untried => language
            .pick(
                "可以在 [tier] 里改用门槛 at_least，或换一个指标 measure",
                "thresholds may serve better: at_least in [tier], or another measure",
            )
            .to_owned(),
    }
}
