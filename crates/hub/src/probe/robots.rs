//! What a host asks programs like ours not to look at.
//!
//! Standard: RFC 9309.

/// Our name in a robots.txt.
const NAME: &str = "bluebuttoncheck";

/// The rules for us.
#[derive(Debug)]
pub(super) struct Robots {
    /// Path and whether it may be looked at.
    rules: Vec<(String, bool)>,
}

impl Robots {
    /// The rules of an answer: without such a file everything may be looked at; where the server
    /// fails, nothing (RFC 9309, 2.3.1).
    pub(super) fn of_answer(status: u16, body: &[u8]) -> Self {
        match status {
            200..=299 => Self::read(&String::from_utf8_lossy(body)),
            500..=599 => Self { rules: vec![("/".to_owned(), false)] },
            _ => Self { rules: Vec::new() },
        }
    }

    fn read(text: &str) -> Self {
        let (mut ours, mut everybodys) = (Vec::new(), Vec::new());
        let (mut is_ours, mut is_everybodys, mut in_rules) = (false, false, false);
        let mut are_we_named = false;
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    if in_rules {
                        (is_ours, is_everybodys, in_rules) = (false, false, false);
                    }
                    is_ours |= value.eq_ignore_ascii_case(NAME);
                    are_we_named |= is_ours;
                    is_everybodys |= value == "*";
                }
                key @ ("allow" | "disallow") => {
                    in_rules = true;
                    // An empty rule forbids nothing.
                    let rule = (value.to_owned(), key == "allow");
                    if !value.is_empty() && is_ours {
                        ours.push(rule.clone());
                    }
                    if !value.is_empty() && is_everybodys {
                        everybodys.push(rule);
                    }
                }
                _ => {}
            }
        }
        Self { rules: if are_we_named { ours } else { everybodys } }
    }

    /// Whether a path may be looked at: the longest rule that fits decides, allow where two are alike.
    pub(super) fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(rule, _)| fits(rule, path));
        let strongest = fitting.max_by_key(|(rule, is_allowed)| (rule.len(), *is_allowed));
        strongest.is_none_or(|(_, is_allowed)| *is_allowed)
    }
}

/// `*` stands for anything, `$` at the end for the end.
fn fits(rule: &str, path: &str) -> bool {
    let (rule, to_end) = match rule.strip_suffix('$') {
        Some(rule) => (rule, true),
        None => (rule, false),
    };
    let mut pieces = rule.split('*');
    let Some(rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut rest = rest;
    let mut last_is_open = !rule.contains('*');
    for piece in pieces {
        last_is_open = piece.is_empty();
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    !to_end || rest.is_empty() || (last_is_open && rule.ends_with('*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_for_us_goes_before_one_for_everybody() {
        let robots = Robots::read(
            "User-agent: *\nDisallow: /\n\n# us\nUser-agent: other\nUser-Agent: BlueButtonCheck\n\
             Disallow: /private\nAllow: /private/metadata$\n",
        );
        assert!(robots.allows("/") && robots.allows("/fhir/metadata"));
        assert!(!robots.allows("/private/x") && robots.allows("/private/metadata"));
        assert!(!robots.allows("/private/metadata/more"));
    }

    #[test]
    fn rules_for_everybody_hold_for_us_where_we_are_not_named() {
        let robots = Robots::read("User-agent: *\nDisallow: /*.json$\nDisallow: /a*b\nDisallow:");
        assert!(!robots.allows("/x/smart.json") && robots.allows("/x/smart.json?y"));
        assert!(!robots.allows("/a/x/b/c") && robots.allows("/a/x"));
    }

    #[test]
    fn no_file_allows_everything_and_a_failing_server_nothing() {
        assert!(Robots::of_answer(404, b"").allows("/x"));
        assert!(Robots::of_answer(200, b"<html>").allows("/x"));
        assert!(!Robots::of_answer(503, b"").allows("/x"));
    }
}
