//! Quiet ways on from the overview, each with the newest fact behind it.

use bluebutton_record::meaning::Said;
use bluebutton_record::value::doubt;
use bluebutton_record::{Entry, Section};
use bluebutton_store::records::Record;

use super::super::view::{LinkView, Reader};
use super::{icon, section};
use bluebutton_web::problem::Problem;

/// A quiet way on, with one fact.
pub struct WayView {
    /// The picture.
    pub icon: &'static str,
    /// Where it leads.
    pub link: LinkView,
    /// The newest thing there.
    pub fact: String,
}

/// Quiet ways on, each with the newest fact behind it.
pub async fn ways(record: &Record, reader: &Reader<'_>) -> Result<Vec<WayView>, Problem> {
    const WAYS: [Section; 4] =
        [Section::Vaccines, Section::VitalSigns, Section::Documents, Section::Claims];
    let mut ways = Vec::new();
    for which in WAYS {
        let newest = section(record, which, 20).await?;
        let pressure =
            newest.iter().find(|entry| bluebutton_record::value::pressure::of(entry).is_some());
        let is_so = |entry: &&Entry| entry.basis.said == Said::Is && !doubt::is_in_doubt(entry);
        let so = pressure.or_else(|| newest.iter().find(is_so));
        let Some(entry) = so.or_else(|| newest.iter().find(|entry| !doubt::is_in_doubt(entry)))
        else {
            continue;
        };
        let view = reader.entry(entry, 0);
        let value = view.measure.map(|measure| measure.said());
        let said = std::iter::once(view.title).chain(value).collect::<Vec<_>>().join(" ");
        let date = view.date.map(|date| date.text);
        ways.push(WayView {
            icon: icon(which),
            link: LinkView {
                href: format!("{}/{}", reader.base, which.slug()),
                text: reader.section(which),
            },
            fact: std::iter::once(said).chain(date).collect::<Vec<_>>().join(", "),
        });
    }
    Ok(ways)
}
