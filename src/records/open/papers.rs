//! Sheets beside the orders whose rows look like orders and are other papers of the same sales:
//! payments and quotations, which are no sales, and invoices, deliveries or contracts, of which
//! nobody can say whether they are the same sales again.
//!
//! Takes the sheets that were recognised as orders; gives what each of them lists, where another
//! sheet of orders is of no such paper.

use crate::names::Field;
use crate::names::header::fold;

use super::Sheet;

/// What the rows of a sheet are instead of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Paper {
    /// Payments, quotations or expenses: no sales.
    NoSales,
    /// Invoices, deliveries, contracts, returns or sums: perhaps the same sales again.
    Again,
}

/// Words in the name of a sheet, or before the rest of a header, that tell of no sales.
const NO_SALES: &[&str] = &[
    "收款",
    "回款",
    "付款",
    "报价",
    "報價",
    "费用",
    "報銷",
    "报销",
    "payment",
    "quote",
    "quotation",
    "expense",
];

/// The same of papers that may be the same sales again.
const AGAIN: &[&str] = &[
    "发票",
    "開票",
    "开票",
    "出库",
    "出貨",
    "出货",
    "发货",
    "送货",
    "合同",
    "退货",
    "退款",
    "对账",
    "汇总",
    "统计",
    "invoice",
    "shipment",
    "delivery",
    "contract",
    "return",
    "refund",
    "summary",
    "statement",
];

/// How headers of numbers of papers end.
const NUMBERS: &[&str] = &[
    "单号", "單號", "编号", "号码", "號碼", "no", "no.", "number",
];

/// Words for what orders are called, which a name of other words may hold, too.
const ORDERS: &[&str] = &["订单", "訂單", "销售明细", "order", "sales"];

/// What each of the sheets lists, in their order; nothing where no sheet lists plain orders.
pub(super) fn papers(sheets: &[&Sheet]) -> Vec<Option<Paper>> {
    let found: Vec<Option<Paper>> = sheets.iter().map(|sheet| paper(sheet)).collect();
    if found.iter().all(Option::is_some) {
        return vec![None; found.len()];
    }
    found
}

fn paper(sheet: &Sheet) -> Option<Paper> {
    let name = match &sheet.name {
        Some(name) => name,
        None => sheet
            .file_name
            .rsplit_once('.')
            .map_or(&*sheet.file_name, |(name, _)| name),
    };
    let name = fold(name);
    let named = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let bound = [Field::OrderId, Field::OrderAmount].map(|field| {
        let column = sheet.fields.iter().find(|(known, _)| *known == field);
        column.map(|(_, at)| fold(&sheet.headers[*at]))
    });
    // 报价单号 is a number of no order.
    let is_number = |header: &String| NUMBERS.iter().any(|end| header.ends_with(end));
    let numbers = sheet.headers.iter().map(|header| fold(header));
    let numbers: Vec<String> = numbers.filter(is_number).collect();
    let headed = |words: &[&str]| {
        let begins = |header: &String| words.iter().any(|word| header.starts_with(word));
        bound.iter().flatten().any(begins) || numbers.iter().any(begins)
    };
    let says_orders = |text: &String| ORDERS.iter().any(|word| text.contains(word));
    if sheet.system.is_some() {
        // Payments that a shop's own system exports are its sales.
        None
    } else if says_orders(&name) || bound[0].as_ref().is_some_and(says_orders) {
        // 付款金额 of an order is what was paid for it.
        None
    } else if named(NO_SALES) || headed(NO_SALES) {
        Some(Paper::NoSales)
    } else {
        (named(AGAIN) || headed(AGAIN)).then_some(Paper::Again)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Role;
    use crate::names::header::bind;
    use crate::problem::SheetId;
    use crate::sheet::Visibility;

    fn sheet(name: &str, headers: &str) -> Sheet {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        Sheet {
            id: SheetId(0),
            file: 0,
            file_name: "表.xlsx".to_owned(),
            name: Some(name.to_owned()),
            visibility: Visibility::Shown,
            role: Some(Role::Orders),
            why: None,
            rows: None,
            encoding: None,
            delimiter: None,
            header_row: Some(1),
            header_end: Some(1),
            system: None,
            fields: bind(&headers, Role::Orders, &[]).fields,
            headers,
            chosen: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[track_caller]
    fn check(name: &str, headers: &str, expected: Option<Paper>) {
        let orders = sheet("S", "订单号,客户名称,下单日期,订单金额");
        let other = sheet(name, headers);
        assert_eq!(
            papers(&[&orders, &other]),
            [None, expected],
            "{name} {headers}"
        );
        assert_eq!(papers(&[&other]), [None], "{name} {headers} alone");
    }

    #[test]
    fn payments_and_quotations_beside_orders_are_no_sales() {
        check(
            "收款记录",
            "日期,客户名称,金额,收款方式",
            Some(Paper::NoSales),
        );
        check("附表", "日期,客户名称,回款金额", Some(Paper::NoSales));
        check(
            "附表",
            "付款日期,客户名称,付款金额,付款方式",
            Some(Paper::NoSales),
        );
        check("附表", "报价单号,日期,客户名称,金额", Some(Paper::NoSales));
        check("S2", "Quote No,Date,Customer,Amount", Some(Paper::NoSales));
    }

    #[test]
    fn other_papers_may_be_the_same_sales_again() {
        check(
            "S2",
            "Invoice No,Invoice Date,Customer,Invoice Amount",
            Some(Paper::Again),
        );
        check("销售出库", "日期,客户名称,金额", Some(Paper::Again));
        check("月度汇总", "日期,客户名称,金额", Some(Paper::Again));
    }

    #[test]
    fn payments_of_a_known_system_are_its_sales() {
        let orders = sheet("S", "订单号,客户名称,下单日期,订单金额");
        let mut payments = sheet("payments", "id,Customer Name,Created date (UTC),Amount");
        assert_eq!(papers(&[&orders, &payments]), [None, Some(Paper::NoSales)]);
        payments.system = crate::names::systems::systems().first();
        assert_eq!(papers(&[&orders, &payments]), [None, None]);
    }

    #[test]
    fn orders_with_words_of_payments_are_orders() {
        check("2025", "日期,客户名称,金额,付款方式", None);
        check("京东", "订单编号,客户名称,付款时间,付款金额", None);
        check("已付款订单", "日期,客户名称,金额", None);
        let invoices = sheet("发票", "日期,客户名称,金额");
        assert_eq!(papers(&[&invoices, &invoices]), [None, None]);
    }
}
