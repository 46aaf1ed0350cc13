//! 客户.xlsx: the customer sheet and the contact log, as a sales team keeps them.
//!
//! Takes customers and contacts; gives the bytes of the workbook, with a fixed
//! creation day so that the same data is the same file.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::contacts::Contact;
use super::customers::Customer;

/// Header words with the width of their columns in characters.
const CUSTOMER_HEADERS: &[(&str, f64)] = &[
    ("客户编号", 10.0),
    ("客户名称", 30.0),
    ("所属行业", 12.0),
    ("区域", 8.0),
    ("客户来源", 12.0),
    ("负责人", 8.0),
    ("联系人", 10.0),
    ("手机", 14.0),
    ("建档日期", 12.0),
    ("是否战略客户", 12.0),
    ("满意度", 8.0),
    ("合同到期日", 12.0),
    ("客户等级", 9.0),
    ("备注", 20.0),
];
const CONTACT_HEADERS: &[(&str, f64)] = &[
    ("日期", 12.0),
    ("客户编号", 10.0),
    ("客户名称", 30.0),
    ("跟进人", 8.0),
    ("方式", 10.0),
    ("内容", 24.0),
    ("结果", 9.0),
    ("下次跟进日期", 13.0),
];

/// The workbook's bytes.
pub(super) fn write(customers: &[Customer], contacts: &[Contact]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_author("恒远机电 销售部")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 11, 20)?),
    );
    write_customers(workbook.add_worksheet(), customers)?;
    write_contacts(workbook.add_worksheet(), customers, contacts)?;
    workbook.save_to_buffer()
}

fn write_customers(sheet: &mut Worksheet, customers: &[Customer]) -> Result<(), XlsxError> {
    let title = Format::new()
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    sheet.set_name("客户")?;
    sheet.merge_range(0, 0, 0, 13, "恒远机电客户档案（2026年11月）", &title)?;
    write_headers(sheet, 1, CUSTOMER_HEADERS)?;
    let date = date_format();
    let mut row = 2;
    for customer in customers {
        let texts = [
            customer.id.as_str(),
            customer.name.as_str(),
            customer.industry,
            customer.region,
            customer.source,
            customer.owner,
            customer.person.as_str(),
        ];
        for (column, text) in texts.into_iter().enumerate() {
            sheet.write(row, column as u16, text)?;
        }
        // Spreadsheets keep phone numbers as numbers unless told otherwise.
        sheet.write(row, 7, customer.phone as f64)?;
        sheet.write_with_format(row, 8, &excel_day(customer.created)?, &date)?;
        sheet.write(row, 9, if customer.strategic { "是" } else { "否" })?;
        if let Some(satisfaction) = customer.satisfaction {
            sheet.write(row, 10, satisfaction as f64)?;
        }
        if let Some(end) = customer.contract_end {
            sheet.write_with_format(row, 11, &excel_day(end)?, &date)?;
        }
        if !customer.level.is_empty() {
            sheet.write(row, 12, customer.level)?;
        }
        if !customer.note.is_empty() {
            sheet.write(row, 13, customer.note)?;
        }
        row += 1;
    }
    sheet.write(row, 0, "合计")?;
    sheet.write(row, 1, format!("共 {} 家", customers.len()))?;
    sheet.write(
        row + 1,
        0,
        "说明：满意度为5分制，客户等级由销售自评；有变动请告知销售助理。",
    )?;
    Ok(())
}

fn write_contacts(
    sheet: &mut Worksheet,
    customers: &[Customer],
    contacts: &[Contact],
) -> Result<(), XlsxError> {
    sheet.set_name("跟进记录")?;
    write_headers(sheet, 0, CONTACT_HEADERS)?;
    let date = date_format();
    for (place, contact) in contacts.iter().enumerate() {
        let row = place as u32 + 1;
        let customer = &customers[contact.customer];
        sheet.write_with_format(row, 0, &excel_day(contact.day)?, &date)?;
        let texts = [
            customer.id.as_str(),
            customer.name.as_str(),
            customer.owner,
            contact.channel,
            contact.content,
            contact.outcome,
        ];
        for (column, text) in texts.into_iter().enumerate() {
            sheet.write(row, column as u16 + 1, text)?;
        }
        if let Some(next) = contact.next {
            sheet.write_with_format(row, 7, &excel_day(next)?, &date)?;
        }
    }
    Ok(())
}

fn write_headers(
    sheet: &mut Worksheet,
    row: u32,
    headers: &[(&str, f64)],
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_background_color("#DDEBF7");
    for (column, (word, width)) in headers.iter().enumerate() {
        sheet.write_with_format(row, column as u16, *word, &bold)?;
        sheet.set_column_width(column as u16, *width)?;
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    Ok(())
}

fn date_format() -> Format {
    Format::new().set_num_format("yyyy-mm-dd")
}

fn excel_day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)
}
