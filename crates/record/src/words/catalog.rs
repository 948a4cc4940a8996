//! The files of the catalogs, and how they are read.

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

use super::{Language, Words};

/// The words of a language with files behind them, and what could not be read.
pub(super) fn build(language: Language, files: &[&str]) -> (Words, Vec<String>) {
    let (locale, own) = match language {
        Language::English => ("en-US", ENGLISH),
        Language::Spanish => ("es-US", SPANISH),
    };
    let locale: LanguageIdentifier = locale.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The marks that keep mixed writing directions apart would stand in files and be read aloud;
    // both languages are written from left to right.
    bundle.set_use_isolating(false);
    let mut problems = Vec::new();
    if language == Language::Spanish
        && let Err(error) = super::spanish::add_functions(&mut bundle)
    {
        problems.push(error.to_string());
    }
    for file in own.iter().chain(files) {
        let resource = match FluentResource::try_new((*file).to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                problems.extend(errors.iter().map(|error| format!("{}: {error}", language.tag())));
                resource
            }
        };
        bundle.add_resource_overriding(resource);
    }
    (Words { language, bundle }, problems)
}

pub(super) const ENGLISH: &[&str] = &[
    include_str!("../../locales/en/record.ftl"),
    include_str!("../../locales/en/status.ftl"),
    include_str!("../../locales/en/meaning.ftl"),
    include_str!("../../locales/en/facts.ftl"),
    include_str!("../../locales/en/paper.ftl"),
    include_str!("../../locales/en/plain.ftl"),
    include_str!("../../locales/en/send.ftl"),
    include_str!("../../locales/en/values.ftl"),
    include_str!("../../locales/en/dates.ftl"),
    include_str!("../../locales/en/matching.ftl"),
    include_str!("../../locales/en/own.ftl"),
    include_str!("../../locales/en/issues.ftl"),
];

pub(super) const SPANISH: &[&str] = &[
    include_str!("../../locales/es/record.ftl"),
    include_str!("../../locales/es/status.ftl"),
    include_str!("../../locales/es/meaning.ftl"),
    include_str!("../../locales/es/facts.ftl"),
    include_str!("../../locales/es/paper.ftl"),
    include_str!("../../locales/es/plain.ftl"),
    include_str!("../../locales/es/send.ftl"),
    include_str!("../../locales/es/values.ftl"),
    include_str!("../../locales/es/dates.ftl"),
    include_str!("../../locales/es/matching.ftl"),
    include_str!("../../locales/es/own.ftl"),
    include_str!("../../locales/es/issues.ftl"),
];
