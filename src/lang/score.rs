//! Words for scores and segments.
//!
//! Takes what keeps a segment map from use; gives the sentence with the next move.

use crate::score::segment::SegmentFault;

use super::Language;

/// Why the segments of the rules cannot be used, and what to change.
pub fn segment_fault(fault: &SegmentFault, language: Language) -> String {
    match (fault, language) {
        (SegmentFault::NeedsFiveBins(bins), Language::Zh) => format!(
            "内置的分群表按 1 到 5 分绘制，而 [rfm] bins = {bins}；请改为 bins = 5，或用 [[segment]] 写自己的分群，或用 segments = \"chinese8\""
        ),
        (SegmentFault::NeedsFiveBins(bins), Language::En) => format!(
            "the built-in segments are drawn for scores of 1 to 5, but [rfm] bins = {bins}; set bins = 5, write your own [[segment]] list, or use segments = \"chinese8\""
        ),
        (SegmentFault::TooMany(count), Language::Zh) => {
            format!("[[segment]] 有 {count} 个，最多 65534 个；请合并一些")
        }
        (SegmentFault::TooMany(count), Language::En) => {
            format!(
                "there are {count} [[segment]] entries, at most 65534 are possible; please merge some"
            )
        }
    }
}
