//! What a page's HTML says about how it uses the mark. Pure, and careful: what a program can't see is "can't
//! tell".

use bluebutton_record::fold::fold;

use crate::probe::Verdict;

/// Looks at a page. Each finding is the end of a message id (`logo-check-…`) and whether it is so.
pub(super) fn judge(html: &str) -> [(&'static str, Verdict); 5] {
    let Page { text, marks } = Page::read(html);
    let plain = fold(&text);
    let is_named = plain.contains("blue button");
    let is_used = !marks.is_empty();
    let of = |is_so: bool| if is_so { Verdict::Yes } else { Verdict::No };
    let only_if_used =
        |verdict: Verdict| if is_used || is_named { verdict } else { Verdict::CantTell };
    let alts =
        if marks.iter().all(|mark| !mark.alt.trim().is_empty()) { of(true) } else { of(false) };
    let endorsement = ["endors", "aval"].iter().any(|word| plain.contains(word))
        && [
            "hhs",
            "health and human services",
            "government",
            "gobierno",
            "salud y servicios humanos",
        ]
        .iter()
        .any(|word| plain.contains(word));
    let words = |all: &[&str]| all.iter().any(|word| plain.contains(word));
    let reads =
        words(&["view", "see your", "ver su", "vea su", "download", "descarg", "print", "imprim"]);
    [
        ("used", of(is_used)),
        ("alt", if is_used { alts } else { Verdict::CantTell }),
        ("sign", only_if_used(of(has_sign(&text)))),
        ("endorsement", only_if_used(of(endorsement))),
        // Whether people can really read and print it is seen by signing in, which nobody does for them.
        ("access", if reads { Verdict::CantTell } else { only_if_used(Verdict::No) }),
    ]
}

/// Whether the words "Blue Button" carry the sign of a registered mark somewhere.
fn has_sign(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.match_indices("blue button").any(|(at, name)| {
        let rest = lower.get(at + name.len()..).unwrap_or_default().trim_start();
        rest.starts_with('®') || rest.starts_with("(r)")
    })
}

/// A picture of the mark on a page.
struct Mark {
    alt: String,
}

/// What a page shows, as far as its HTML tells.
struct Page {
    text: String,
    marks: Vec<Mark>,
}

impl Page {
    fn read(html: &str) -> Self {
        let (mut text, mut marks) = (String::new(), Vec::new());
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            text.push_str(before);
            text.push(' ');
            if let Some(after) = tag.strip_prefix("<!--") {
                rest = after.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            let end = end_of_tag(tag);
            let (tag, after) = tag.split_at(end);
            rest = after;
            let name = tag.trim_start_matches('<').to_ascii_lowercase();
            if let Some(hidden) =
                ["script", "style", "template"].into_iter().find(|one| is_tag(&name, one))
            {
                let close = format!("</{hidden}");
                let folded = rest.to_ascii_lowercase();
                rest = folded.find(&close).and_then(|at| rest.get(at..)).unwrap_or("");
            } else if is_tag(&name, "img") || is_tag(&name, "svg") {
                marks.extend(mark_of(tag));
            }
        }
        text.push_str(rest);
        Self { text: unescaped(&text), marks }
    }
}

/// Where a tag ends: a `>` in a quoted value does not end it.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, sign) in tag.char_indices() {
        match (quote, sign) {
            (None, '"' | '\'') => quote = Some(sign),
            (Some(open), _) if open == sign => quote = None,
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

fn is_tag(tag: &str, name: &str) -> bool {
    let rest = tag.strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(|sign: char| sign.is_alphanumeric() || sign == '-'))
}

/// The mark, where a picture's address or words name it.
fn mark_of(tag: &str) -> Option<Mark> {
    let alt = attribute(tag, "alt").or_else(|| attribute(tag, "aria-label")).unwrap_or_default();
    let named = [attribute(tag, "src"), attribute(tag, "title"), Some(alt.clone())];
    let is_it = named.into_iter().flatten().any(|text| {
        let plain: String = fold(&text).chars().filter(char::is_ascii_alphanumeric).collect();
        plain.contains("bluebutton")
    });
    is_it.then_some(Mark { alt })
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.match_indices(name).find(|(at, _)| {
        let before = lower.get(..*at).and_then(|before| before.chars().next_back());
        let after = lower.get(at + name.len()..).unwrap_or_default().trim_start();
        before.is_some_and(char::is_whitespace) && after.starts_with('=')
    });
    let rest = tag.get(at?.0 + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest.get(1..)?.split(quote).next()?,
        _ => rest.split(|sign: char| sign.is_whitespace() || sign == '>').next()?,
    };
    Some(unescaped(value))
}

/// The few names of signs that matter here.
fn unescaped(text: &str) -> String {
    let known =
        [("&reg;", "®"), ("&#174;", "®"), ("&#xae;", "®"), ("&#xAE;", "®"), ("&nbsp;", " ")];
    let text =
        known.into_iter().fold(text.to_owned(), |text, (name, sign)| text.replace(name, sign));
    // Words that a line end or a tag stands between are still neighbours.
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(html: &str) -> Vec<(&'static str, &'static str)> {
        judge(html).into_iter().map(|(name, verdict)| (name, verdict.word())).collect()
    }

    #[test]
    fn a_page_that_keeps_the_rules_passes_and_what_nobody_can_see_is_not_claimed() {
        let page = "<h1>Your record</h1><img src='/i/blue-button.svg' alt='Blue Button'>\
            <p>View, download or print it with Blue Button&reg;.</p>\
            <p>Participation by Acme does not imply endorsement by HHS or the U.S. government.</p>";
        let expected = [
            ("used", "yes"),
            ("alt", "yes"),
            ("sign", "yes"),
            ("endorsement", "yes"),
            ("access", "cant-tell"),
        ];
        assert_eq!(words(page), expected);
    }

    #[test]
    fn a_bare_picture_fails_and_a_page_without_the_mark_is_not_judged() {
        let page = "<IMG alt=\"\" SRC=\"https://x.example/BlueButton_logo.png\"><p>Buy now</p>";
        let expected = [
            ("used", "yes"),
            ("alt", "no"),
            ("sign", "no"),
            ("endorsement", "no"),
            ("access", "no"),
        ];
        assert_eq!(words(page), expected);
        let nothing = words("<p>Welcome</p>");
        assert_eq!(nothing[0], ("used", "no"));
        assert!(nothing[1..].iter().all(|(_, word)| *word == "cant-tell"), "{nothing:?}");
    }

    #[test]
    fn what_stands_in_scripts_and_comments_is_not_on_the_page() {
        let page = "<script>var a = \"<img src=blue-button.png alt=x>\"</script>\
            <!-- Blue Button® endorsement by HHS --><p title=\"a > b\">x</p>";
        assert_eq!(words(page)[0], ("used", "no"));
        assert_eq!(words(page)[2], ("sign", "cant-tell"));
    }

    #[test]
    fn broken_html_ends() {
        for html in
            ["<", "<img", "<img src='", "<!--", "<script>", "&reg;<<>>", "<img alt=>", "é<é"]
        {
            let _ = judge(html);
        }
    }
}
