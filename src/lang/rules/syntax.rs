//! Words for what is no TOML.

use crate::lang::Language;
use crate::rules::fault::Syntax;

/// What is wrong.
pub(super) fn title(syntax: &Syntax, language: Language) -> String {
    let (zh, en) = match syntax {
        Syntax::Unquoted(word) => (
            format!("文字“{word}”要加引号"),
            format!("the text `{word}` needs quotes"),
        ),
        Syntax::CurlyQuotes(_) => (
            "这里用了中文引号".to_owned(),
            "these are curly quotes".to_owned(),
        ),
        Syntax::UnquotedKey(word) => (
            format!("键“{word}”要加引号"),
            format!("the key `{word}` needs quotes"),
        ),
        Syntax::NoValue => (
            "等号后面是空的".to_owned(),
            "nothing stands behind the `=`".to_owned(),
        ),
        Syntax::NoEquals => (
            "这个键后面少了等号".to_owned(),
            "this key has no `=` behind it".to_owned(),
        ),
        Syntax::OpenText => (
            "这段文字少了结尾的引号".to_owned(),
            "this text has no closing quote".to_owned(),
        ),
        Syntax::OpenHeader => (
            "这个标题少了结尾的方括号".to_owned(),
            "this header has no closing bracket".to_owned(),
        ),
        Syntax::OpenList => (
            "这个列表没有用“]”结束".to_owned(),
            "this list is not closed with `]`".to_owned(),
        ),
        Syntax::OpenBraces => (
            "这个花括号没有用“}”结束".to_owned(),
            "these braces are not closed with `}`".to_owned(),
        ),
        Syntax::NoComma => (
            "两项之间少了英文逗号".to_owned(),
            "a comma is missing between two items".to_owned(),
        ),
        Syntax::KeyTwice(word) => (
            format!("“{word}”在这里第二次出现"),
            format!("`{word}` stands here a second time"),
        ),
        Syntax::Escape => (
            "反斜杠后面的字符没有含义".to_owned(),
            "the character behind this backslash means nothing".to_owned(),
        ),
        Syntax::Date(word) => (
            format!("“{word}”不是日历上的日期"),
            format!("`{word}` is no day of the calendar"),
        ),
        Syntax::Other(message) => (
            format!("这里的写法不符合 TOML 格式（{message}）"),
            format!("this is not written as TOML: {message}"),
        ),
    };
    language.pick(&zh, &en).to_owned()
}

/// The next move.
pub(super) fn help(syntax: &Syntax, language: Language) -> Option<String> {
    let (zh, en) = match syntax {
        Syntax::Unquoted(word) => (
            format!("写成 \"{word}\""),
            format!("write it as \"{word}\""),
        ),
        Syntax::CurlyQuotes(word) => {
            let word = word.trim_matches(|c| "“”‘’＂「」\"'".contains(c));
            (
                format!("用英文引号，写成 \"{word}\""),
                format!("use plain quotes: \"{word}\""),
            )
        }
        Syntax::UnquotedKey(word) => {
            let word = word.trim_matches(|c| "“”‘’＂「」\"'".contains(c));
            (
                format!("写成 \"{word}\"；不加引号的键只能用英文字母、数字、- 和 _"),
                format!(
                    "write it as \"{word}\"; without quotes a key has only letters, digits, - and _"
                ),
            )
        }
        Syntax::NoValue => (
            "填上值，或者删掉这一行、用内置的值".to_owned(),
            "write a value, or drop the line to keep the built-in one".to_owned(),
        ),
        Syntax::NoEquals => (
            "写成 键 = 值，等号用英文的 =".to_owned(),
            "write key = value".to_owned(),
        ),
        Syntax::OpenText => (
            "补上同样的引号；多行文字用 ''' 开头和结尾".to_owned(),
            "close it with the same quote; a text of several lines begins and ends with '''"
                .to_owned(),
        ),
        Syntax::OpenHeader => (
            "写成 [tier] 或 [[type]]，单独占一行".to_owned(),
            "write it as [tier] or [[type]], on a line of its own".to_owned(),
        ),
        Syntax::OpenList => ("补上“]”".to_owned(), "add the `]`".to_owned()),
        Syntax::OpenBraces => ("补上“}”".to_owned(), "add the `}`".to_owned()),
        Syntax::NoComma => (
            "用英文逗号 , 隔开".to_owned(),
            "set a comma between them".to_owned(),
        ),
        Syntax::KeyTwice(_) => (
            "合并成一处；客户类型和标签用 [[type]]、[[tag]]，可以写多个".to_owned(),
            "join the two; types and tags are [[type]] and [[tag]], of which there may be many"
                .to_owned(),
        ),
        Syntax::Escape => (
            "要写反斜杠本身就写 \\\\，或者整段改用单引号 '…'".to_owned(),
            "write \\\\ for a backslash itself, or put the text in single quotes '…'".to_owned(),
        ),
        Syntax::Date(_) => (
            "写成 年-月-日，例如 \"2026-12-24\"".to_owned(),
            "write year-month-day, such as \"2026-12-24\"".to_owned(),
        ),
        Syntax::Other(_) => return None,
    };
    Some(language.pick(&zh, &en).to_owned())
}
