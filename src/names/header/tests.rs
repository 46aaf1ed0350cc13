use super::*;
use crate::names::synonyms::SYNONYMS;

fn cells(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

/// Checks the role and the headers bound to some fields.
#[track_caller]
fn check(line: &str, expected: Option<Role>, bound: &[(Field, &str)]) {
    let headers = cells(line);
    let verdict = role(&headers, &[]);
    assert_eq!(verdict.role, expected, "{line}");
    for (field, header) in bound {
        let column = verdict.binding.column(*field);
        let found = column.map(|column| headers[column].as_str());
        assert_eq!(found, Some(*header), "{field} of {line}");
    }
}

#[test]
fn headers_fold_width_case_separators_and_units() {
    let cases = [
        ("Customer ID", "customerid"),
        ("customer_id", "customerid"),
        ("*客户名称", "客户名称"),
        ("金额(元)", "金额"),
        ("金额（万元）", "金额"),
        ("利润（RMB）", "利润"),
        ("金额/万元", "金额"),
        ("金额(人民币/万元)", "金额"),
        ("金额（美元）", "金额"),
        ("金额(万美元)", "金额"),
        ("Amount (EUR)", "amount"),
        ("Amount_USD", "amount"),
        ("单价($/kg)", "单价$kg"),
        ("金 额：", "金额"),
        ("单元", "单元"),
        ("(元)", "元"),
        ("Created (UTC)", "createdutc"),
        ("ＱＴＹ．", "qty"),
        ("金额（单位：元）", "金额"),
        ("金额（含税，元）", "金额含税"),
        ("金额（元，含税）", "金额含税"),
        ("金额CNY", "金额"),
        ("金额￥", "金额"),
        ("合同金额万元", "合同金额"),
        ("Amount in USD", "amount"),
        ("Amount (USD '000)", "amount"),
        ("金额（精确到分）", "金额"),
        ("日期（格式：2026-01-01）", "日期"),
        ("求和项:金额", "金额"),
        ("Sum of Amount", "amount"),
        ("往来单位", "往来单位"),
        ("Customer K", "customerk"),
        ("Cancelled?", "cancelled"),
        ("in", "in"),
        ("", ""),
    ];
    for (header, expected) in cases {
        assert_eq!(fold(header), expected, "{header}");
    }
}

#[test]
fn every_field_has_words_and_no_word_names_two_fields_of_a_role() {
    for field in Field::ALL {
        assert!(
            SYNONYMS.iter().any(|synonyms| synonyms.field == *field),
            "{field}"
        );
    }
    for one in SYNONYMS {
        for other in SYNONYMS {
            if one.field == other.field || one.field.role() != other.field.role() {
                continue;
            }
            for word in one.words {
                let same = |theirs: &&str| fold(theirs) == fold(word);
                assert!(
                    !other.words.iter().any(same),
                    "{word}: {} {}",
                    one.field,
                    other.field
                );
            }
        }
    }
}

#[test]
fn well_known_english_orders_bind() {
    check(
        "Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,Country,City,State,Postal Code,Region,Product ID,Category,Sub-Category,Product Name,Sales,Quantity,Discount,Profit",
        Some(Role::Orders),
        &[
            (Field::OrderId, "Order ID"),
            (Field::OrderDate, "Order Date"),
            (Field::OrderCustomerId, "Customer ID"),
            (Field::OrderCustomerName, "Customer Name"),
            (Field::OrderAmount, "Sales"),
            (Field::OrderQuantity, "Quantity"),
            (Field::OrderProfit, "Profit"),
            (Field::OrderProduct, "Product Name"),
            (Field::OrderCategory, "Category"),
        ],
    );
    check(
        "customer_id,date,amount",
        Some(Role::Orders),
        &[
            (Field::OrderCustomerId, "customer_id"),
            (Field::OrderDate, "date"),
            (Field::OrderAmount, "amount"),
        ],
    );
    check(
        "customer_id,order_date,revenue,first_name,last_name,email",
        Some(Role::Orders),
        &[
            (Field::OrderCustomerId, "customer_id"),
            (Field::OrderAmount, "revenue"),
        ],
    );
    check(
        "order_id,customer_id,order_date,amount,status,product",
        Some(Role::Orders),
        &[
            (Field::OrderId, "order_id"),
            (Field::OrderStatus, "status"),
            (Field::OrderProduct, "product"),
        ],
    );
}

#[test]
fn exports_of_shops_and_mills_bind() {
    check(
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Cancelled at,Refunded Amount,Id",
        Some(Role::Orders),
        &[
            (Field::OrderCustomerId, "Email"),
            (Field::OrderCustomerName, "Billing Name"),
            (Field::OrderDate, "Created at"),
            (Field::OrderAmount, "Total"),
            (Field::OrderStatus, "Financial Status"),
            (Field::OrderRefund, "Refunded Amount"),
            (Field::OrderCurrency, "Currency"),
        ],
    );
    check(
        "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Status,Customer ID,Customer Email",
        Some(Role::Orders),
        &[
            (Field::OrderId, "id"),
            (Field::OrderDate, "Created (UTC)"),
            (Field::OrderRefund, "Amount Refunded"),
            (Field::OrderCustomerId, "Customer ID"),
        ],
    );
    check(
        "订单编号,买家会员名,买家应付货款,总金额,买家实际支付金额,订单状态,收货地址,订单创建时间,订单付款时间,宝贝标题,宝贝总数量",
        Some(Role::Orders),
        &[
            (Field::OrderCustomerId, "买家会员名"),
            (Field::OrderAmount, "买家实际支付金额"),
            (Field::OrderDate, "订单创建时间"),
            (Field::OrderQuantity, "宝贝总数量"),
        ],
    );
    check(
        "*基本信息(序号),(基本信息)单据编号,*(基本信息)单据日期,客户名称,数量,含税单价",
        Some(Role::Orders),
        &[
            (Field::OrderId, "(基本信息)单据编号"),
            (Field::OrderDate, "*(基本信息)单据日期"),
            (Field::OrderPrice, "含税单价"),
        ],
    );
}

#[test]
fn customer_sheets_bind() {
    check(
        "customer_id,name,industry,owner,city,created_date,last_contact_date,phone",
        Some(Role::Customers),
        &[
            (Field::CustomerId, "customer_id"),
            (Field::CustomerName, "name"),
            (Field::CustomerIndustry, "industry"),
            (Field::CustomerOwner, "owner"),
            (Field::CustomerRegion, "city"),
            (Field::CustomerCreated, "created_date"),
            (Field::CustomerLastContact, "last_contact_date"),
            (Field::CustomerPhone, "phone"),
        ],
    );
    check(
        "编号,客户名称,跟进状态,最后跟进时间,最后跟进内容,下次联系时间,负责人名字,负责人部门,锁定状态,成交状态,手机,电话,所属行业,客户等级,客户来源,备注,创建时间",
        Some(Role::Customers),
        &[
            (Field::CustomerId, "编号"),
            (Field::CustomerName, "客户名称"),
            (Field::CustomerLastContact, "最后跟进时间"),
            (Field::CustomerNextContact, "下次联系时间"),
            (Field::CustomerOwner, "负责人名字"),
            (Field::CustomerPhone, "手机"),
            (Field::CustomerLevel, "客户等级"),
            (Field::CustomerCreated, "创建时间"),
        ],
    );
    check(
        "客户名称,联系人,联系方式,行业,跟进时间,负责人,备注",
        Some(Role::Customers),
        &[(Field::CustomerPhone, "联系方式")],
    );
    check(
        "Record ID,Company name,Domain,Company owner,Industry,Create Date,Last Activity Date",
        Some(Role::Customers),
        &[],
    );
    check("客户编号,客户名称", Some(Role::Customers), &[]);
    check(
        "客户编号,客户名称,负责人,指定等级,指定自,指定至,勿扰",
        Some(Role::Customers),
        &[
            (Field::CustomerPinnedTier, "指定等级"),
            (Field::CustomerDoNotContact, "勿扰"),
        ],
    );
}

#[test]
fn contact_logs_bind() {
    check(
        "客户,日期,跟进人,方式,结果,内容,备注,下次跟进日期",
        Some(Role::Contacts),
        &[
            (Field::ContactCustomerName, "客户"),
            (Field::ContactDay, "日期"),
            (Field::ContactWho, "跟进人"),
            (Field::ContactChannel, "方式"),
            (Field::ContactOutcome, "结果"),
            (Field::ContactNextDay, "下次跟进日期"),
        ],
    );
    check(
        "customer_id,date,channel,outcome,note,next_contact",
        Some(Role::Contacts),
        &[(Field::ContactNextDay, "next_contact")],
    );
    check(
        "客户编号,跟进时间,联系方式,跟进内容",
        Some(Role::Contacts),
        &[(Field::ContactChannel, "联系方式")],
    );
}

#[test]
fn own_words_for_day_or_amount_tell_orders_unless_customers_are_described() {
    let own = [
        (Field::OrderAmount, vec!["paid".to_owned()]),
        (Field::CustomerId, vec!["cid".to_owned()]),
    ];
    let named = |line: &str| {
        let verdict = role(&cells(line), &own);
        (verdict.role, verdict.nearly)
    };
    assert_eq!(named("cid,Order date,paid"), (None, Some(Role::Orders)));
    // Without the word nobody knows what it is, and without an amount neither.
    assert_eq!(role(&cells("cid,Order date,paid"), &[]).nearly, None);
    assert_eq!(named("cid,Order date,weight"), (None, None));
    // Who has an owner and a telephone is a customer, however much was paid.
    let customers = "cid,Phone,Owner,Industry,Date,paid";
    assert_eq!(named(customers), (Some(Role::Customers), None));
}

#[test]
fn other_sheets_have_no_role() {
    for line in [
        "编号,名称,规格,单价",
        "月份,销售额",
        "",
        "说明",
        "day,kind,name",
        "a,b,c",
    ] {
        check(line, None, &[]);
    }
}

#[test]
fn priority_decides_and_the_choice_is_said() {
    let headers = cells("客户,付款时间,下单时间,订单金额,实付金额");
    let binding = bind(&headers, Role::Orders, &[]);
    assert_eq!(binding.column(Field::OrderDate), Some(2));
    assert_eq!(binding.column(Field::OrderAmount), Some(4));
    assert_eq!(
        binding.chosen,
        [(Field::OrderDate, 2, 1), (Field::OrderAmount, 4, 3)]
    );
    assert!(binding.ambiguous.is_empty());
}

#[test]
fn what_the_list_cannot_decide_is_named() {
    let binding = bind(&cells("客户,日期,金额,金额(元)"), Role::Orders, &[]);
    assert_eq!(binding.ambiguous, [(Field::OrderAmount, 2, 3)]);
    assert_eq!(binding.column(Field::OrderAmount), None);
    assert_eq!(
        role(&cells("客户,日期,金额,金额"), &[]).role,
        Some(Role::Orders)
    );
}

#[test]
fn own_words_go_first_and_settle_the_choice() {
    let own = [(Field::OrderAmount, vec!["折后价".to_owned()])];
    let headers = cells("客户,日期,金额,折后价");
    let binding = bind(&headers, Role::Orders, &own);
    assert_eq!(binding.column(Field::OrderAmount), Some(3));
    assert!(binding.chosen.is_empty());
    let own = [(Field::OrderCustomerName, vec!["日期".to_owned()])];
    let binding = bind(&headers, Role::Orders, &own);
    assert_eq!(binding.column(Field::OrderCustomerName), Some(1));
    assert_eq!(binding.column(Field::OrderDate), None);
}

#[test]
fn a_word_in_front_can_make_it_another_thing() {
    let binding = bind(
        &cells("客户,预计付款时间,年度销售额,本月销售额"),
        Role::Orders,
        &[],
    );
    assert_eq!(binding.column(Field::OrderDate), None);
    assert_eq!(binding.column(Field::OrderAmount), Some(3));
}

#[test]
fn state_is_a_status_unless_it_stands_in_an_address() {
    let status = |line: &str, own: &OwnWords| {
        bind(&cells(line), Role::Orders, own).column(Field::OrderStatus)
    };
    assert_eq!(status("customer,order date,amount,state", &[]), Some(3));
    assert_eq!(status("customer,order date,amount,State,City", &[]), None);
    let own = [(Field::OrderStatus, vec!["State".to_owned()])];
    assert_eq!(
        status("customer,order date,amount,State,City", &own),
        Some(3)
    );
}

#[test]
fn logs_with_person_channel_and_outcome_are_no_customer_lists() {
    for line in [
        "客户编号,跟进日期,跟进人,渠道,结果,下次联系",
        "客户编号,客户名称,跟进日期,跟进人,渠道,内容,结果",
        "客户名称,联系人,跟进时间,负责人,渠道,跟进结果",
        "Customer ID,Date,Contacted by,Channel,Outcome,Next contact",
        "Customer ID,Contact date,Owner,Channel,Outcome",
    ] {
        let role_of = role(&cells(line), &[]).role;
        assert_eq!(role_of, Some(Role::Contacts), "{line}");
    }
}

#[test]
fn customer_lists_that_say_when_and_by_whom_stay_customers() {
    for line in [
        "客户编号,客户名称,负责人,渠道,行业,最后跟进时间,下次跟进时间",
        "客户名称,电话,负责人,渠道,行业,跟进时间,跟进结果",
        "客户名称,状态,负责人,渠道,创建时间,等级",
        "客户编号,客户名称,负责人,最后跟进时间",
        "Customer ID,Name,Owner,Source,Status,Last contact,Next contact",
        "Customer ID,Name,Phone,Email,Owner,Channel,Created at,Status",
    ] {
        let role_of = role(&cells(line), &[]).role;
        assert_eq!(role_of, Some(Role::Customers), "{line}");
    }
}

#[track_caller]
fn check_nearly(line: &str, expected: Option<Role>) {
    assert_eq!(role(&cells(line), &[]).nearly, expected, "{line}");
}

#[test]
fn numbered_orders_without_one_column_are_nearly_orders_and_no_customers() {
    let orders = Some(Role::Orders);
    check_nearly("订单编号,客户名称,下单日期", orders);
    check_nearly("单据编号,客户,日期,业务员,备注", orders);
    check_nearly("Order ID,Customer ID,Order Date", orders);
    check_nearly("Order ID,Order Date,Amount", orders);
    check_nearly("订单编号,客户名称,订单金额", orders);
    // Whole, or something else.
    check_nearly("订单编号,客户名称,下单日期,订单金额", None);
    check_nearly("编号,客户名称,创建时间", None);
    check_nearly("客户编号,客户名称,合同编号,创建时间,电话,行业", None);
    check_nearly("客户编号,跟进日期,跟进方式,订单号", None);
    check_nearly("订单编号,快递单号", None);
}

#[test]
fn headers_that_differ_by_a_unit_are_told_apart_by_their_letters() {
    let headers = cells("客户,日期,金额（元）,金额（万元）");
    let bound = |word: &str| {
        let own = [(Field::OrderAmount, vec![word.to_owned()])];
        let binding = bind(&headers, Role::Orders, &own);
        (binding.column(Field::OrderAmount), binding.ambiguous.len())
    };
    assert_eq!(bound("金额（元）"), (Some(2), 0));
    assert_eq!(bound(" 金额（万元）"), (Some(3), 0));
    assert_eq!(bound("金额").1, 1);
}

#[test]
fn sheets_of_quotations_and_payments_describe_no_customers() {
    check("客户名称,报价单号,业务员,报价日期,报价金额", None, &[]);
    check("客户名称,回款日期,回款金额,收款方式,经办人", None, &[]);
    check("Customer,Quote Number,Quote Date,Owner", None, &[]);
    check(
        "客户名称,负责人,电话,开票名称,最近回款日期",
        Some(Role::Customers),
        &[],
    );
}

#[test]
fn amounts_may_say_whether_tax_is_within_and_in_which_currency() {
    let amount = |line: &str| {
        let binding = bind(&cells(line), Role::Orders, &[]);
        (binding.column(Field::OrderAmount), binding.chosen)
    };
    let taken = |left: Option<usize>, at: usize| {
        let chosen = left.map(|left| (Field::OrderAmount, at, left));
        (Some(at), chosen.into_iter().collect::<Vec<_>>())
    };
    for (line, expected) in [
        ("客户,日期,金额(含税)", taken(None, 2)),
        ("客户,日期,销售金额（不含税）", taken(None, 2)),
        ("Customer,Date,Amount (incl. VAT)", taken(None, 2)),
        ("客户,日期,不含税金额,税额,价税合计", taken(Some(2), 4)),
        ("客户,日期,金额(不含税),金额(含税)", taken(Some(2), 3)),
        ("客户,日期,原币金额,本币金额", taken(Some(2), 3)),
        ("客户,日期,税额", (None, Vec::new())),
    ] {
        assert_eq!(amount(line), expected, "{line}");
    }
}

#[test]
fn amounts_in_the_books_currency_have_not_that_of_another_column() {
    let currency = |line: &str| bind(&cells(line), Role::Orders, &[]).column(Field::OrderCurrency);
    assert_eq!(currency("客户,日期,原币金额,币别,本币金额"), None);
    assert_eq!(currency("客户,日期,原币金额,币别"), Some(3));
    assert_eq!(currency("客户,日期,金额,币别,本币金额"), Some(3));
}

#[test]
fn amounts_and_days_in_unknown_words_are_asked_for() {
    let orders = Some(Role::Orders);
    check_nearly("客户名称,日期,产品,最终金额", orders);
    check_nearly("Customer,Date,Product,Amount agreed", orders);
    check_nearly("客户名称,年,月,日,产品,金额", orders);
    // Customers have amounts, too.
    check_nearly("客户名称,创建日期,授信金额", None);
    check_nearly("客户名称,日期,授信金额", None);
    check_nearly("客户名称,日期,累计金额", None);
    check_nearly("客户名称,电话,行业,日期,合作金额", None);
    check_nearly("客户名称,日期,跟进内容,意向金额", None);
}

#[test]
fn flags_say_that_an_order_was_cancelled() {
    for flag in ["Void", "Cancelled?", "红冲标志", "删除标记", "是否作废？"] {
        let headers = cells(&format!("客户,日期,金额,{flag}"));
        let binding = bind(&headers, Role::Orders, &[]);
        assert_eq!(binding.column(Field::OrderCancelled), Some(3), "{flag}");
    }
}

#[test]
fn the_address_of_a_contact_is_no_customer_beside_the_contacts_name() {
    let headers = cells("*ContactName,EmailAddress,*InvoiceNumber,*InvoiceDate,Total");
    let binding = bind(&headers, Role::Orders, &[]);
    assert_eq!(binding.column(Field::OrderCustomerName), Some(0));
    assert_eq!(binding.column(Field::OrderCustomerId), None);
    let headers = cells("Billing Name,Email,Date,Total");
    let binding = bind(&headers, Role::Orders, &[]);
    assert_eq!(binding.column(Field::OrderCustomerId), Some(1));
}

#[test]
fn names_beside_sizes_and_prices_are_those_of_articles() {
    let orders = Some(Role::Orders);
    check_nearly("日期,名称,规格,单位,数量,单价,金额", orders);
    check_nearly("日期,名称,数量,单价", orders);
    check_nearly("Date,Name,Qty,Price,Amount", orders);
    for line in [
        "日期,名称,金额",
        "日期,客户名称,名称,规格,数量,单价,金额",
        "日期,名称,产品,规格,数量,单价,金额",
        "日期,客户编号,名称,数量,单价,金额",
        "日期,姓名,数量,单价,金额",
        "Date,Name,Product,Qty,Price",
    ] {
        check(line, orders, &[]);
    }
    let own = [(Field::OrderCustomerName, vec!["名称".to_owned()])];
    let verdict = role(&cells("日期,名称,数量,单价,金额"), &own);
    assert_eq!(verdict.role, orders);
}

#[test]
fn exports_of_shops_and_deals_bind_whom_and_what_became_of_it() {
    let check = |headers: &str, expected: &[(Field, usize)]| {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        let found = bind(&headers, Role::Orders, &[]);
        for (field, column) in expected {
            assert_eq!(found.column(*field), Some(*column), "{headers:?} {field:?}");
        }
    };
    check(
        "Account Name,Opportunity Name,Stage,Amount,Close Date",
        &[(Field::OrderCustomerName, 0), (Field::OrderStatus, 2)],
    );
    check(
        "Order Number,Buyer Username,Buyer Name,Sale Date,Total Price",
        &[(Field::OrderCustomerId, 1), (Field::OrderCustomerName, 2)],
    );
    check(
        "流水号,客户名称,提交时间,成交金额,销售阶段",
        &[(Field::OrderId, 0), (Field::OrderStatus, 4)],
    );
    check("Date,Account,Amount", &[(Field::OrderCustomerName, 1)]);
}
