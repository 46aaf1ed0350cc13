//! Mutates seeds for a while and reports what panics or takes long; runs on the stable compiler.
//!
//! `cargo run --release --manifest-path fuzz/Cargo.toml -- TARGET|all SECONDS [FOLDER [SEED]]`
//!
//! FOLDER holds further seeds. The same SEED gives the same inputs in the same order. What is
//! found is written to `fuzz/found/`, and the run ends with 1.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use tierbook_fuzz::{TARGETS, Target};

/// An input that takes longer is a finding.
const SLOW: Duration = Duration::from_secs(5);
/// Seeds beyond this size would only slow the search down.
const SEED_BYTES: u64 = 200_000;

/// What every target begins with.
const SEEDS: [&str; 12] = [
    "1,C1,2026-05-04,1200.00,paid\n2,\"C\"\"2\",\"2026-06-15\n\",-8.5,\n3,C3,2026/6/20,￥1.2万,已取消\n",
    "order id;customer;date;amount\r\n1;C1;04.05.2026;1.200,00\r\n",
    "sep=\t\n客户编号\t客户名称\t等级\n1\t深圳市华强电子有限公司\tA\n合计\t\t\n",
    "客户,日期,渠道,结果\n甲,2026-01-02,电话,已沟通\n",
    "<tr><th>customer<th>date<th>amount<tr><td colspan=2>C1<td rowspan='2'>2026-01-05<td>1&amp;2&#x4E2D;<!-- --></table>",
    r#"<worksheet><dimension ref="A1:C2"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>customer</t></is></c><c r="B1" t="str"><v>date</v></c><c r="C1" t="str"><v>amount</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="B2" t="d"><v>2026-01-05</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData></worksheet>"#,
    tierbook::rules::EXAMPLE,
    "[tier]\nat_least = [\"1000\", \"100\"]\n[[type]]\nid = \"a\"\nname = \"A\"\nwhen = \"orders > 0\"\n[[type.follow_up]]\nwho = \"owner\"\nanchor = \"last_order\"\nevery = \"1m\"\n",
    "days_since_last_order <= 3m and not (amount_12m between 5万 and 1亿 or [列名?] in ['a', \"b\"])",
    "金额>=5万且等级='A'或近12月金额 contains '元'",
    "if(blank(x), percent_rank(amount) * 2 - -3, round(m / 0)) = 是",
    "",
];

/// Pieces that mean something to one of the readers.
const WORDS: [&[u8]; 48] = [
    b"\"", b"\"\"", b"\n", b"\r\n", b"\r", b",", b";", b"\t", b"|", b"\0", b"\xFF", b"\xEF\xBB\xBF",
    b"\xFF\xFE", b"\xD5\xC5", b"\xA4\x40", "客".as_bytes(), "，".as_bytes(), "合计".as_bytes(), b"1E400",
    b"-", b"9999999999999999999", b"0.00001", b"31/12/9999", b"1900-02-29", b"<table>", b"</table>", b"<tr>",
    b"<td colspan=1000 rowspan=1000>", b"&#1114112;", b"<!--", b"<row r=\"", b"<c r=\"XFD1048576\">", b"<v>",
    b"</v>", b"<f>", b"hidden=\"1\"", b"t=\"s\"", b"t=\"b\"", b"(", b")", b"[", b"]]", b"not ", b" and ",
    b"'", b"1d", b"\xF0\x9F\x8D\x89", b"=",
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [name, seconds, rest @ ..] = &words[..] else {
        eprintln!("usage: mutate TARGET|all SECONDS [FOLDER [SEED]]");
        return ExitCode::from(2);
    };
    let chosen: Vec<Target> = TARGETS
        .into_iter()
        .filter(|(target, _)| name == "all" || target == name)
        .collect();
    let (Ok(seconds), false) = (seconds.parse::<u64>(), chosen.is_empty()) else {
        eprintln!("targets are all, {}", TARGETS.map(|(name, _)| name).join(", "));
        return ExitCode::from(2);
    };
    let seeds = seeds(rest.first().map(Path::new));
    let random = rest.get(1).and_then(|seed| seed.parse().ok()).unwrap_or(1u64);
    let mut found = 0;
    for target in &chosen {
        let limit = Duration::from_secs(seconds) / chosen.len() as u32;
        found += search(*target, &seeds, limit, random);
    }
    ExitCode::from(u8::from(found > 0))
}

fn seeds(folder: Option<&Path>) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = SEEDS.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.metadata().is_ok_and(|about| about.is_file() && about.len() <= SEED_BYTES))
        .collect();
    files.sort();
    seeds.extend(files.iter().filter_map(|path| std::fs::read(path).ok()));
    seeds
}

/// Tries mutated seeds until the time is over; how many inputs were found.
fn search((name, target): Target, seeds: &[Vec<u8>], limit: Duration, random: u64) -> u32 {
    let (mut random, began) = (Random(random.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1), Instant::now());
    let (mut runs, mut found, mut slowest) = (0u64, 0, Duration::ZERO);
    while began.elapsed() < limit && found < 20 {
        let mut bytes = if (runs as usize) < seeds.len() {
            seeds[runs as usize].clone()
        } else {
            seeds[random.below(seeds.len())].clone()
        };
        if runs as usize >= seeds.len() {
            for _ in 0..=random.below(8) {
                mutate(&mut bytes, seeds, &mut random);
            }
        }
        runs += 1;
        let start = Instant::now();
        let panicked = catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err();
        let took = start.elapsed();
        slowest = slowest.max(took);
        if panicked || took > SLOW {
            found += 1;
            keep(name, runs, &bytes, if panicked { "panic" } else { "slow" });
        }
    }
    println!("{name}: {runs} inputs, {found} found, slowest {} ms", slowest.as_millis());
    found
}

fn keep(name: &str, run: u64, bytes: &[u8], what: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    let path = folder.join(format!("{name}-{what}-{run}"));
    match std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, bytes)) {
        Ok(()) => println!("{name}: {what}: {}", path.display()),
        Err(error) => println!("{name}: {what} in run {run}, which could not be kept: {error}"),
    }
}

/// One small change.
fn mutate(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + 1 + random.below(16)).min(bytes.len());
    match random.below(8) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = random.below(256) as u8,
        2 => drop(bytes.drain(at..end)),
        3 => bytes.truncate(at),
        4 => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        5 => {
            let other = &seeds[random.below(seeds.len())];
            let from = random.below(other.len() + 1);
            let to = (from + random.below(200)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        _ => {
            let word = WORDS[random.below(WORDS.len())];
            bytes.splice(at..at, word.iter().copied());
        }
    }
}

/// Marsaglia's xorshift: the same seed gives the same inputs.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}
