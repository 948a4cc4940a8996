//! A list with nothing in it: why, and what to do.

use bluebutton_record::Section;

use super::filter::Filter;
use super::view::LinkView;
use bluebutton_web::frame::Frame;

/// Why nothing is here and what to do.
#[derive(Clone, Debug)]
pub struct EmptyView {
    /// Why.
    pub why: String,
    /// What to do.
    pub what: String,
    /// The way out.
    pub link: Option<LinkView>,
}

/// Why a list is empty, and what to do.
pub fn empty(frame: &Frame, section: Section, filter: &Filter, count: usize) -> EmptyView {
    let base = frame.record_url(section.slug());
    if filter.skip > 0 {
        let text = frame.t("empty-newest-link").into_owned();
        let link = LinkView { href: filter.href(&base, 0), text };
        let why = if count > 0 { "empty-page-why" } else { "empty-end-why" };
        return EmptyView {
            why: frame.t(why).into_owned(),
            what: frame.t("empty-end-what").into_owned(),
            link: Some(link),
        };
    }
    if !filter.dates.is_open() {
        let text = frame.t("empty-days-link").into_owned();
        return EmptyView {
            why: frame.t("empty-days-why").into_owned(),
            what: frame.t("empty-days-what").into_owned(),
            link: Some(LinkView { href: base, text }),
        };
    }
    if !frame.is_own_record() {
        let (why, what) = (frame.t("empty-to-you"), frame.t("empty-to-you-what"));
        return EmptyView { why: why.into_owned(), what: what.into_owned(), link: None };
    }
    EmptyView {
        why: frame.t(&format!("empty-{}", section.slug())).into_owned(),
        what: frame.t_reach("empty-what"),
        link: None,
    }
}
