//! Who may see the page of a section.

use crate::permit::{Page, RecordPath, Viewed};
use bluebutton_web::problem::Problem;

/// The page of a section.
pub(crate) struct OneSection;

impl Page for OneSection {
    fn viewed(path: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page(path.section()?.slug())
    }
}
