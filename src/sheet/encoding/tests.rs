//! Encodings found and decoded.

use super::*;
use proptest::prelude::*;

fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[track_caller]
fn check(sample: &[u8], expected: Encoding) {
    assert_eq!(detect(sample), expected);
}

#[test]
fn short_gbk_tables_are_gb18030() {
    check(
        &gbk("客户编号,客户名称\nC1,深圳市华强电子有限公司\n"),
        Encoding::Gb18030,
    );
    check(
        &gbk("姓名,电话\n王伟,13800138000\n李娜,13900139000\n"),
        Encoding::Gb18030,
    );
    check(&gbk("id,name\n1,王\n"), Encoding::Gb18030);
    check(&gbk("id,name\n1,联通\n"), Encoding::Gb18030);
    check(&gbk("客户\n张三"), Encoding::Gb18030);
    check(&gbk("日期,金额\n2024年3月5日,￥1,200\n"), Encoding::Gb18030);
    check(&gbk("客户,名\n1,𠮷野家\n"), Encoding::Gb18030);
}

#[test]
fn utf8_is_seen_with_and_without_its_mark() {
    check(b"id,amount\n1,2\n", Encoding::Utf8);
    check(b"", Encoding::Utf8);
    check("客户,金额\n张三,12\n".as_bytes(), Encoding::Utf8);
    check("\u{FEFF}客户,金额\n".as_bytes(), Encoding::Utf8Bom);
}

#[test]
fn a_sample_may_end_inside_a_character() {
    let text = "客户编号,客户名称\nC1,深圳市华强电子有限公司";
    for end in 1..text.len() {
        check(&text.as_bytes()[..end], Encoding::Utf8);
    }
    let bytes = gbk(text);
    for end in 4..bytes.len() {
        check(&bytes[..end], Encoding::Gb18030);
    }
}

#[test]
fn a_damaged_byte_does_not_change_the_encoding() {
    let mut bytes = "客户编号,客户名称\nC1,深圳市华强".as_bytes().to_vec();
    bytes.push(0xFF);
    bytes.extend_from_slice("有限公司\n".as_bytes());
    check(&bytes, Encoding::Utf8);
    let mut bytes = gbk("客户编号,客户名称\nC1,深圳市华强电子有限公司销售部\n");
    bytes.extend_from_slice(b"\xFF\n");
    check(&bytes, Encoding::Gb18030);
}

#[test]
fn utf16_is_seen_with_and_without_its_mark() {
    check(&utf16le("\u{FEFF}客户,金额\n"), Encoding::Utf16Le);
    check(&utf16le("id,amount\n1,2\n"), Encoding::Utf16Le);
    check(
        &utf16le("客户名称\t金额\n深圳市华强电子有限公司\t十二\n"),
        Encoding::Utf16Le,
    );
    let big: Vec<u8> = "id,amount\n"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    check(&big, Encoding::Utf16Be);
}

#[test]
fn stray_zeros_do_not_make_utf16() {
    check(b"id,name\n1,a\0b\n2,cc\n3,dd\n", Encoding::Utf8);
}

#[test]
fn latin_1_is_the_last_resort() {
    check(b"name,city\nJos\xE9,Malm\xF6\n", Encoding::Latin1);
    check(b"name,amount\nM\xFCller,12\n", Encoding::Latin1);
}

#[test]
fn big5_is_told_from_its_characters_alone() {
    let big5 = |text| BIG5.encode(text).0.into_owned();
    check(&big5("編號,名稱\n1,王小明\n"), Encoding::Big5);
    check(&big5("id,name\n1,聯發科\n"), Encoding::Big5);
}

#[test]
fn of_joined_files_the_first_one_decides() {
    let utf8 = "客户,金额\n深圳市,1\n";
    let later = gbk("广州市天河,2\n上海市徐汇,3\n北京市朝阳,4\n");
    check(&[utf8.as_bytes(), &later].concat(), Encoding::Utf8);
    let utf8 = utf8.repeat(20);
    check(
        &[&gbk("客户,金额\n"), utf8.as_bytes()].concat(),
        Encoding::Gb18030,
    );
}

#[test]
fn encodings_have_the_names_that_people_write() {
    for (name, expected) in [
        ("GBK", Encoding::Gb18030),
        ("gb2312", Encoding::Gb18030),
        ("UTF8", Encoding::Utf8),
        ("utf-16", Encoding::Utf16Le),
        ("Big-5", Encoding::Big5),
        ("windows-1252", Encoding::Latin1),
    ] {
        assert_eq!(named(name), Some(expected), "{name}");
    }
    assert_eq!(named("klingon"), None);
    assert_eq!(delimiter_named("tab"), Some(b'\t'));
    assert_eq!(delimiter_named("\\t"), Some(b'\t'));
    assert_eq!(delimiter_named("^"), Some(b'^'));
    for name in ["", "a", "\"", "\n", ";;", "；"] {
        assert_eq!(delimiter_named(name), None, "{name}");
    }
    for name in NAMES.split(", ") {
        assert!(named(name).is_some(), "{name}");
    }
}

#[test]
fn chunks_decode_and_count_what_they_replace() {
    let mut out = Vec::new();
    assert_eq!(
        decode_chunk(Encoding::Gb18030, &gbk("王伟,1\n"), &mut out),
        0
    );
    assert_eq!(
        decode_chunk(Encoding::Utf8, b"a\xFFb\xE4\xB8\n", &mut out),
        2
    );
    assert_eq!(decode_chunk(Encoding::Gb18030, b"\xFF,x\n", &mut out), 1);
    assert_eq!(
        decode_chunk(Encoding::Utf16Le, &utf16le("好\n"), &mut out),
        0
    );
    assert_eq!(decode_chunk(Encoding::Latin1, b"\xE9", &mut out), 0);
    let text = String::from_utf8(out).expect("UTF-8");
    assert_eq!(text, "王伟,1\na\u{FFFD}b\u{FFFD}\n\u{FFFD},x\n好\né");
}

#[test]
fn the_mark_is_measured() {
    assert_eq!(bom_length("\u{FEFF}a".as_bytes()), 3);
    assert_eq!(bom_length(&utf16le("\u{FEFF}a")), 2);
    assert_eq!(bom_length(b"a"), 0);
}

#[track_caller]
fn check_delimiter(text: &str, expected: u8) {
    assert_eq!(delimiter(text) as char, expected as char, "{text}");
}

#[test]
fn the_delimiter_is_the_one_lines_agree_on() {
    check_delimiter("a,b,c\n1,2,3\n", b',');
    check_delimiter("a\tb\n1,5\t2\n3,5\t4\n", b'\t');
    check_delimiter("a;b;c\n1,5;2,5;3\n4;5,1;6\n", b';');
    check_delimiter("a|b\n1|2\n", b'|');
    check_delimiter("导出时间: 2024-01-01\n\n客户,金额\n甲,1\n乙,2\n", b',');
    check_delimiter("a\n1\n2\n", b',');
    check_delimiter("", b',');
    check_delimiter("a;b", b';');
}

#[test]
fn quoted_delimiters_do_not_count() {
    check_delimiter("a;b\n\"x,y,z\";1\n\"u,v,w\";2\n", b';');
    check_delimiter("a;b\n\"x\n,,,,\n,,,,\";1\n", b';');
    check_delimiter("size;n\n5\" pipe;1\n6\" pipe;2\n", b';');
    check_delimiter("a;b\n\"never closed;1\n2;3\n4;5\n", b';');
}

#[test]
fn a_stated_delimiter_decides() {
    check_delimiter("sep=;\na,b;c,d\n", b';');
    check_delimiter("\u{FEFF}\"sep=\t\"\r\na,b\tc\n", b'\t');
    assert_eq!(stated_delimiter("separator,b\n"), None);
}

proptest! {
    #[test]
    fn detecting_and_decoding_any_bytes_gives_utf8(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut out = Vec::new();
        decode_chunk(detect(&bytes), &bytes, &mut out);
        let text = String::from_utf8(out).expect("UTF-8");
        delimiter(&text);
    }

    #[test]
    fn chinese_rows_in_gbk_are_never_something_else(
        names in proptest::collection::vec("[\u{4e00}-\u{9fa5}]{2,8}", 2..4),
    ) {
        let text = format!("客户编号,客户名称\n{}\n", names.join("\n"));
        prop_assert_eq!(detect(&gbk(&text)), Encoding::Gb18030);
    }
}
