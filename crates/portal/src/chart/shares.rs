//! Shares side by side, a bar for each: one measure over the months.

use std::fmt::Write as _;

use super::{Svg, escape, label, opening};

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// In thousandths; `None` where there was nobody to count.
    pub permille: Option<i64>,
    /// What stands above it.
    pub shown: String,
    /// What stands under it.
    pub name: String,
}

/// Where the whole and nothing stand, in pixels from the top.
const TOP: f64 = 26.0;
const BOTTOM: f64 = 126.0;
/// Where the names stand.
const NAMES: f64 = 148.0;

/// Bars from nothing to the whole. `None` where nothing was counted.
pub fn shares(bars: &[Share]) -> Option<Svg> {
    bars.iter().find(|bar| bar.permille.is_some())?;
    let mut svg = opening("shares", 156);
    for y in [TOP, f64::midpoint(TOP, BOTTOM), BOTTOM] {
        let _ = write!(svg, r#"<line class="grid" x1="0%" x2="100%" y1="{y}" y2="{y}"/>"#);
    }
    let width = 100.0 / bars.len() as f64;
    for (at, bar) in bars.iter().enumerate() {
        let middle = (at as f64 + 0.5) * width;
        // Every second text is left out on a phone, counted from the newest.
        let is_alt = (bars.len() - at).is_multiple_of(2);
        let (value, name) = if is_alt { ("b halo alt", "alt") } else { ("b halo", "") };
        if let Some(permille) = bar.permille {
            let share = permille.clamp(0, 1000) as f64 / 1000.0;
            let height = (share * (BOTTOM - TOP)).max(1.0);
            let (x, y) = (middle - width * 0.3, BOTTOM - height);
            let _ = write!(
                svg,
                r#"<rect class="m plain" x="{x:.1}%" y="{y:.1}" width="{:.1}%" height="{height:.1}"/>"#,
                width * 0.6
            );
            centred(&mut svg, value, (middle, y - 7.0), &bar.shown);
        }
        centred(&mut svg, name, (middle, NAMES), &bar.name);
    }
    svg.push_str("</svg>");
    Some(Svg(svg))
}

/// A text over or under its bar: bars stand far enough inside for it not to hang out.
fn centred(svg: &mut String, class: &str, (x, y): (f64, f64), text: &str) {
    if (8.0..=92.0).contains(&x) {
        label(svg, class, (x, y), text);
        return;
    }
    let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
    let _ = write!(
        svg,
        r#"<text{class} x="{x:.1}%" y="{y:.1}" text-anchor="middle">{}</text>"#,
        escape(text)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(permille: Option<i64>) -> Share {
        Share { permille, shown: "<1%".to_owned(), name: "May".to_owned() }
    }

    #[test]
    fn a_bar_is_as_high_as_its_share_and_nobody_has_none() {
        let svg = shares(&[bar(Some(500)), bar(None), bar(Some(1000))]).unwrap().to_string();
        assert_eq!(svg.matches("<rect").count(), 2, "{svg}");
        assert!(svg.contains(r#"height="50.0""#) && svg.contains(r#"height="100.0""#), "{svg}");
        assert!(svg.contains("&lt;1%"), "text is escaped: {svg}");
        assert_eq!(shares(&[bar(None)]), None);
        assert_eq!(shares(&[]), None);
    }
}
