//! Headings of columns and names of fields in both languages. Takes a field or a
//! machine key, gives the words; the words of metrics stand in their catalogue.

use crate::lang::Language;
use crate::names::{Field, Metric, Role};

/// What a field of a sheet is called; its Chinese word is one that the reader knows again.
pub fn field(field: Field, language: Language) -> &'static str {
    let (zh, en) = match field {
        Field::CustomerId | Field::OrderCustomerId | Field::ContactCustomerId => {
            ("客户编号", "Customer id")
        }
        Field::CustomerName | Field::OrderCustomerName | Field::ContactCustomerName => {
            ("客户名称", "Customer name")
        }
        Field::CustomerAlias => ("曾用名", "Other names"),
        Field::CustomerOwner => ("负责人", "Owner"),
        Field::CustomerDepartment => ("部门", "Department"),
        Field::CustomerContactPerson => ("联系人", "Contact person"),
        Field::CustomerPhone => ("电话", "Phone"),
        Field::CustomerEmail => ("邮箱", "E-mail"),
        Field::CustomerIndustry => ("行业", "Industry"),
        Field::CustomerRegion => ("区域", "Region"),
        Field::CustomerSource => ("来源", "Source"),
        Field::CustomerLevel => ("级别", "Level"),
        Field::CustomerStage => ("阶段", "Stage"),
        Field::CustomerCreated => ("建档日期", "Created"),
        Field::CustomerFirstDeal => ("首次合作日期", "First deal"),
        Field::CustomerLastContact => ("最近联系", "Last contact"),
        Field::CustomerNextContact => ("下次联系时间", "Next contact"),
        Field::CustomerComplaint => ("未解决投诉", "Open complaints"),
        Field::CustomerSatisfaction | Field::ContactSatisfaction => ("满意度", "Satisfaction"),
        Field::CustomerContractEnd => ("合同到期", "Contract end"),
        Field::CustomerStrategic => ("战略客户", "Strategic"),
        Field::CustomerDoNotContact => ("勿扰", "Do not contact"),
        Field::CustomerPinnedTier => ("指定等级", "Pinned tier"),
        Field::CustomerPinnedType => ("指定类型", "Pinned type"),
        Field::CustomerPinnedFrom => ("指定自", "Pinned from"),
        Field::CustomerPinnedUntil => ("指定至", "Pinned until"),
        Field::CustomerPinReason => ("原因", "Reason for the pin"),
        Field::OrderId => ("订单编号", "Order id"),
        Field::OrderDate => ("订单日期", "Order date"),
        Field::OrderAmount => ("订单金额", "Order amount"),
        Field::OrderQuantity => ("数量", "Quantity"),
        Field::OrderPrice => ("单价", "Price"),
        Field::OrderCost => ("成本", "Cost"),
        Field::OrderProfit => ("利润", "Profit"),
        Field::OrderStatus => ("订单状态", "Order status"),
        Field::OrderCancelled => ("取消时间", "Cancelled at"),
        Field::OrderRefund => ("退款金额", "Refund"),
        Field::OrderCurrency => ("币种", "Currency"),
        Field::OrderProduct => ("产品名称", "Product"),
        Field::OrderCategory => ("产品类别", "Category"),
        Field::OrderSalesperson => ("业务员", "Salesperson"),
        Field::ContactDay => ("跟进日期", "Contact day"),
        Field::ContactWho => ("跟进人", "Contacted by"),
        Field::ContactChannel => ("渠道", "Channel"),
        Field::ContactContent => ("内容", "Content"),
        Field::ContactOutcome => ("结果", "Outcome"),
        Field::ContactLossReason => ("流失原因", "Reason for loss"),
        Field::ContactNote => ("备注", "Note"),
        Field::ContactNextDay => ("下次联系", "Next day"),
        Field::ContactTask => ("任务编号", "Task id"),
        Field::ContactStatus => ("任务状态", "Task status"),
        Field::ContactIssued => ("下发日期", "Issued"),
        Field::ContactDue => ("任务到期日", "Task due"),
    };
    language.pick(zh, en)
}

/// What a field is called inside a sentence: `the order amount`.
pub fn field_in_sentence(named: Field, language: Language) -> String {
    let word = field(named, language);
    match language {
        Language::Zh => word.to_owned(),
        Language::En if named == Field::CustomerCreated => "the creation date".to_owned(),
        Language::En => format!("the {}", word.to_lowercase()),
    }
}

/// What the rows of a sheet are.
pub fn role(role: Role, language: Language) -> &'static str {
    match role {
        Role::Customers => language.pick("客户", "customers"),
        Role::Orders => language.pick("订单", "orders"),
        Role::Contacts => language.pick("跟进记录", "contact log"),
    }
}

/// The heading of a metric of the catalogue.
pub fn metric(metric: Metric, language: Language) -> &'static str {
    language.pick(metric.entry().zh, metric.entry().en)
}

/// The heading of a fixed column of the machine outputs; `None` for a key that is
/// neither one of ours nor a metric: such a column keeps its own header.
pub fn key(key: &str, language: Language) -> Option<&'static str> {
    let own = KEYS.iter().find(|(name, ..)| *name == key);
    match own {
        Some((_, zh, en)) => Some(language.pick(zh, en)),
        None => Metric::named(key)
            .filter(|named| named.key() == key)
            .map(|named| metric(named, language)),
    }
}

/// Keys of the outputs that are not metrics, with their Chinese and English headings.
const KEYS: &[(&str, &str, &str)] = &[
    // Customers.
    ("customer_id", "客户编号", "Customer id"),
    ("name", "客户名称", "Customer name"),
    ("tier_since", "等级自", "Tier since"),
    ("tier_raw", "规则等级", "Tier by rule"),
    ("type_since", "类型自", "Type since"),
    ("also_types", "也符合的类型", "Also matches"),
    ("tags", "标签", "Tags"),
    ("next_due", "下次跟进日", "Next due"),
    ("recycle_on", "放回公海日", "Goes back on"),
    ("reason", "原因说明", "Reason"),
    ("as_of", "截止日", "As of"),
    ("next_tier", "下一等级", "Next tier"),
    ("to_next_tier", "距下一等级", "To next tier"),
    ("path", "等级轨迹", "Tier path"),
    // Follow-ups.
    ("id", "任务编号", "Task id"),
    ("who", "跟进人", "Who"),
    ("track", "跟进线", "Track"),
    ("due", "到期日", "Due"),
    ("days_overdue", "逾期天数", "Days late"),
    ("step", "步骤", "Step"),
    ("channel", "渠道", "Channel"),
    ("content", "内容", "Content"),
    ("goal", "目标", "Goal"),
    ("script", "话术", "Script"),
    ("told", "已上报", "Escalated"),
    ("last_note", "最近备注", "Last note"),
    ("last_bought", "上次购买", "Last bought"),
    ("not_bought", "未购品类", "Not bought yet"),
    ("wanted", "原定日期", "Wanted on"),
    ("priority", "优先级", "Priority"),
    ("status", "状态", "Status"),
    ("issued", "下发日期", "Issued"),
    // What people fill in beside a task.
    ("done_day", "完成日期", "Done day"),
    ("outcome", "结果", "Outcome"),
    ("loss_reason", "流失原因", "Reason for loss"),
    ("note", "备注", "Note"),
    ("next_day", "下次联系", "Next day"),
    // Problems.
    ("severity", "严重程度", "Severity"),
    ("code", "代码", "Code"),
    ("file", "文件", "File"),
    ("sheet", "工作表", "Sheet"),
    ("row", "行", "Row"),
    ("column", "列", "Column"),
    ("value", "原文", "Value"),
    ("message", "说明", "Message"),
    ("count", "行数", "Rows"),
    ("help", "建议", "Help"),
    // Movements.
    ("day", "日期", "Day"),
    ("from", "原为", "From"),
    ("move", "变动", "Movement"),
    ("compared_with", "对比日", "Compared with"),
    ("tier_from", "原等级", "Tier before"),
    ("tier_to", "现等级", "Tier now"),
    ("tier_raw_from", "原规则等级", "Tier by rule before"),
    ("tier_raw_to", "现规则等级", "Tier by rule now"),
    ("held_until", "保留至", "Held until"),
    ("type_from", "原类型", "Type before"),
    ("type_to", "现类型", "Type now"),
    ("segment_from", "原分群", "Segment before"),
    ("segment_to", "现分群", "Segment now"),
    ("measure_from", "原分级数值", "Measure before"),
    ("measure_to", "现分级数值", "Measure now"),
    ("class_start_from", "原等级起点", "Class began at"),
    ("class_start_to", "现等级起点", "Class begins at"),
    ("amount_12m_from", "原近12月金额", "Amount 12m before"),
    ("amount_12m_to", "现近12月金额", "Amount 12m now"),
    ("orders_12m_from", "原近12月订单数", "Orders 12m before"),
    ("orders_12m_to", "现近12月订单数", "Orders 12m now"),
];

#[cfg(test)]
mod tests {
    use super::*;

    const CUSTOMERS: &str = "customer_id name owner tier tier_since tier_raw type type_since also_types segment r f m \
        share cumulative_share rank tags orders amount orders_12m amount_12m amount_prev_12m profit_12m growth_12m \
        refund_rate first_order last_order days_since_last_order typical_gap gap_ratio last_contact \
        days_since_last_contact open_complaints next_due reason as_of next_tier to_next_tier path";
    const FOLLOW_UPS: &str = "id customer_id name owner who tier type track due days_overdue step channel content goal \
        script priority reason status issued told last_note last_bought not_bought wanted";
    const MOVEMENTS: &str = "customer_id name owner move tier_from tier_to tier_raw_from tier_raw_to held_until type_from \
        type_to segment_from segment_to measure_from measure_to class_start_from class_start_to amount_12m_from \
        amount_12m_to orders_12m_from orders_12m_to last_order next_due reason compared_with as_of";
    const PROBLEMS: &str = "severity code file sheet row column value message count";

    #[test]
    fn every_fixed_column_has_a_heading_in_both_languages() {
        for keys in [CUSTOMERS, FOLLOW_UPS, MOVEMENTS, PROBLEMS] {
            for language in [Language::Zh, Language::En] {
                let headings: Vec<&str> = keys
                    .split_whitespace()
                    .map(|name| key(name, language).unwrap_or_else(|| panic!("{name}")))
                    .collect();
                let distinct: std::collections::BTreeSet<_> = headings.iter().collect();
                assert_eq!(distinct.len(), headings.len(), "{headings:?}");
            }
        }
    }

    #[test]
    fn own_columns_have_no_heading_of_ours() {
        assert_eq!(key("我的列", Language::Zh), None);
        // Only keys count, not the Chinese names that conditions also know.
        assert_eq!(key("金额", Language::En), None);
    }

    #[test]
    fn the_log_is_known_again_by_our_headings() {
        use crate::names::{Role, header::bind};
        let fields = Field::ALL
            .iter()
            .filter(|field| field.role() == Role::Contacts);
        for language in [Language::Zh, Language::En] {
            let headings: Vec<String> = fields
                .clone()
                .map(|named| field(*named, language).to_owned())
                .collect();
            let binding = bind(&headings, Role::Contacts, &[]);
            for (at, named) in fields.clone().enumerate() {
                assert_eq!(binding.column(*named), Some(at), "{named} {language:?}");
            }
        }
    }

    #[test]
    fn fields_of_one_sheet_have_different_names() {
        for language in [Language::Zh, Language::En] {
            let mut seen = std::collections::BTreeSet::new();
            for named in Field::ALL {
                let heading = field(*named, language);
                assert!(seen.insert((named.role(), heading)), "{named} {heading}");
            }
        }
    }
}
