//! "1 entries" stands on no page: every number with a noun behind it has words for one.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

/// Messages whose number is never one, each with why.
const NEVER_ONE: &[&str] = &[
    // Yesterday and tomorrow have words of their own.
    "ago-days",
    "in-days",
    // Only where a line stands for several.
    "activity-app-read-often",
    "import-parts",
    "imports-pieces",
    "imports-pieces-cut",
    "issue-with-resources",
    // Said only where more were found than are shown, and many are shown.
    "visit-more",
    "numbers-looked-some",
    "pdf-older",
    "search-too-many",
    // Some days were "no", and not all of them.
    "course-no",
    // Limits.
    "issue-archive-many",
    "letters-text",
    "send-message-long",
    "written-too-long",
];

/// Words that end like a plural and are none.
const NO_PLURALS: &[&str] = &["más", "is", "has", "was", "es"];

#[test]
fn no_message_puts_a_plural_behind_a_number_that_may_be_one() {
    let texts: Vec<String> =
        catalogs().iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    assert!(texts.len() > 60, "only {} catalogs", texts.len());
    let trees: Vec<_> =
        texts.iter().map(|text| fluent_syntax::parser::parse(text.as_str()).unwrap()).collect();
    let messages = || {
        let entries = trees.iter().flat_map(|tree| &tree.body);
        entries.filter_map(|entry| match entry {
            Entry::Message(message) => Some((message.id.name, message.value.as_ref()?)),
            _ => None,
        })
    };
    // What stands in the sentences of a report is texts and numbers.
    let mut numbers = BTreeSet::from(["a", "b", "max", "shown"]);
    messages().for_each(|(_, pattern)| counted_in(pattern, &mut numbers));
    let mut wrong = Vec::new();
    for (id, pattern) in messages().filter(|(id, _)| !NEVER_ONE.contains(id)) {
        let mut found = Vec::new();
        check(pattern, &numbers, &mut Vec::new(), &mut found);
        wrong.extend(found.iter().map(|found| format!("{id}: {found}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All catalogs of all crates.
fn catalogs() -> Vec<PathBuf> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for one in std::fs::read_dir(crates).unwrap() {
        for language in ["en", "es"] {
            let folder = one.as_ref().unwrap().path().join("locales").join(language);
            let inside = std::fs::read_dir(folder).into_iter().flatten();
            files.extend(inside.map(|file| file.unwrap().path()));
        }
    }
    files
}

/// The variables for which some message has words for one.
fn counted_in<'t>(pattern: &Pattern<&'t str>, numbers: &mut BTreeSet<&'t str>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression: Expression::Select { selector, variants } } =
            element
        else {
            continue;
        };
        let is_one = |key: &VariantKey<&str>| matches!(key, VariantKey::Identifier { name: "one" });
        if let InlineExpression::VariableReference { id } = selector
            && variants.iter().any(|variant| is_one(&variant.key))
        {
            numbers.insert(id.name);
        }
        for variant in variants {
            counted_in(&variant.value, numbers);
        }
    }
}

/// Finds "{ $count } entries" where nothing around it asks how many `$count` is.
fn check<'t>(
    pattern: &Pattern<&'t str>,
    numbers: &BTreeSet<&str>,
    asked: &mut Vec<&'t str>,
    found: &mut Vec<String>,
) {
    for (place, element) in pattern.elements.iter().enumerate() {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Select { selector, variants } => {
                let variable = match selector {
                    InlineExpression::VariableReference { id } => Some(id.name),
                    _ => None,
                };
                asked.extend(variable);
                for variant in variants {
                    check(&variant.value, numbers, asked, found);
                }
                asked.truncate(asked.len() - variable.iter().count());
            }
            Expression::Inline(InlineExpression::VariableReference { id })
                if numbers.contains(id.name) && !asked.contains(&id.name) =>
            {
                let Some(PatternElement::TextElement { value }) = pattern.elements.get(place + 1)
                else {
                    continue;
                };
                let word = value.split(|c: char| !c.is_alphabetic()).nth(1).unwrap_or_default();
                let is_behind = value.starts_with(' ');
                // A capital letter begins another sentence.
                if is_behind
                    && word.starts_with(char::is_lowercase)
                    && word.ends_with('s')
                    && !NO_PLURALS.contains(&word)
                {
                    found.push(format!("${} {word}", id.name));
                }
            }
            Expression::Inline(_) => {}
        }
    }
}
