//! Whether two languages say the same things: for tests.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast;

/// Where two languages' files differ: ids and variables that only one of them has. Empty is good.
/// For tests.
pub fn parity(en: &[&str], es: &[&str]) -> Vec<String> {
    let (english, spanish) = (messages(en), messages(es));
    let mut problems = Vec::new();
    for (id, variables) in &english {
        match spanish.get(id) {
            None => problems.push(format!("{id} is missing in Spanish")),
            Some(other) if other != variables => problems.push(format!(
                "{id} has the variables {variables:?} in English and {other:?} in Spanish"
            )),
            Some(_) => {}
        }
    }
    let only = spanish.keys().filter(|id| !english.contains_key(*id));
    problems.extend(only.map(|id| format!("{id} is missing in English")));
    problems
}

/// Every message (and attribute) of some files with the variables it uses.
fn messages(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for file in files {
        let tree = fluent_syntax::parser::parse(*file).unwrap_or_else(|(tree, _)| tree);
        for entry in &tree.body {
            match entry {
                ast::Entry::Message(message) => {
                    let mut variables = BTreeSet::new();
                    if let Some(value) = &message.value {
                        pattern(value, &mut variables);
                    }
                    all.insert(message.id.name.to_owned(), variables);
                    for attribute in &message.attributes {
                        let mut variables = BTreeSet::new();
                        pattern(&attribute.value, &mut variables);
                        all.insert(format!("{}.{}", message.id.name, attribute.id.name), variables);
                    }
                }
                ast::Entry::Junk { content } => {
                    let start: String = content.chars().take(40).collect();
                    all.insert(format!("unreadable: {start}"), BTreeSet::new());
                }
                _ => {}
            }
        }
    }
    all
}

fn pattern(pattern_of: &ast::Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern_of.elements {
        if let ast::PatternElement::Placeable { expression: inner } = element {
            expression(inner, variables);
        }
    }
}

fn expression(of: &ast::Expression<&str>, variables: &mut BTreeSet<String>) {
    match of {
        ast::Expression::Inline(inner) => inline(inner, variables),
        ast::Expression::Select { selector, variants } => {
            inline(selector, variables);
            for variant in variants {
                pattern(&variant.value, variables);
            }
        }
    }
}

fn inline(of: &ast::InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match of {
        ast::InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression: inner } => expression(inner, variables),
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                inline(argument, variables);
            }
        }
        _ => {}
    }
}
