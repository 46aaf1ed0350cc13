//! "Did you mean": the nearest of the words that would have been right.
//!
//! Takes the user's word and the candidates; gives at most one of them. Counts
//! in characters, so it works for Chinese as it does for English.

/// The candidate that was probably meant, if one is near.
///
/// Case makes no difference; exchanging two neighbours is one edit, like adding,
/// dropping or replacing a character. A word within the other counts as near.
/// One character alone says too little. Ties go to the first by name.
///
/// ```
/// use tierbook::names::near::nearest;
///
/// assert_eq!(nearest("ordres", ["amount", "orders"]), Some("orders"));
/// assert_eq!(nearest("12月金额", ["近12月金额", "满意度"]), Some("近12月金额"));
/// assert_eq!(nearest("x", ["y"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = folded(word);
    if word.len() < 2 {
        return None;
    }
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = folded(candidate);
            let distance = distance(&word, &other);
            near(&word, &other, distance).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

fn folded(word: &str) -> Vec<char> {
    word.trim().chars().flat_map(char::to_lowercase).collect()
}

/// A third of the longer word may be wrong, or one word lies within the other.
fn near(word: &[char], other: &[char], distance: usize) -> bool {
    let longer = word.len().max(other.len());
    let shorter = word.len().min(other.len());
    distance <= (longer / 3).max(1) && distance < shorter || within(word, other)
}

fn within(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    short.len() >= 2 && long.windows(short.len()).any(|window| window == short)
}

/// Edits between two words, a swap of neighbours counted once (optimal string alignment).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut edits = (last[j] + usize::from(a != b))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                edits = edits.min(before[j - 1] + 1);
            }
            row.push(edits);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(
            nearest(word, candidates.iter().copied()),
            expected,
            "{word}"
        );
    }

    #[test]
    fn slips_of_the_pen_find_their_word() {
        let names = ["amount", "amount_12m", "orders", "orders_12m", "tier"];
        check("amuont", &names, Some("amount"));
        check("Amount12m", &names, Some("amount_12m"));
        check("order", &names, Some("orders"));
        check("teir", &names, Some("tier"));
        check("orders_12", &names, Some("orders_12m"));
    }

    #[test]
    fn chinese_words_are_near_by_character() {
        let names = ["金额", "近12月金额", "满意度", "未解决投诉"];
        check("满意渡", &names, Some("满意度"));
        check("投诉", &names, Some("未解决投诉"));
        check("近12月的金额", &names, Some("近12月金额"));
    }

    #[test]
    fn what_is_far_or_very_short_finds_nothing() {
        check("weather", &["amount", "tier"], None);
        check("", &["amount"], None);
        check("m", &["f", "r"], None);
        check("ab", &["cd"], None);
    }

    #[test]
    fn ties_go_to_the_first_by_name() {
        check("axb", &["ayb", "azb"], Some("ayb"));
        check("axb", &["azb", "ayb"], Some("ayb"));
    }

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(distance(&folded("teir"), &folded("tier")), 1);
        assert_eq!(distance(&folded("kitten"), &folded("sitting")), 3);
    }
}
