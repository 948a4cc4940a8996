//! Pages of the staff: find a patient, invite, imports and quarantine, accounts, emergencies, the trail.

mod account_line;
pub(crate) mod accounts;
pub(crate) mod apps;
mod beside;
pub(crate) mod emergencies;
pub(crate) mod imports;
pub(crate) mod invite;
pub(crate) mod jobs;
pub(crate) mod letters;
pub(crate) mod matching;
pub(crate) mod measures;
pub(crate) mod numbers;
pub(crate) mod parts;
pub(crate) mod patients;
pub(crate) mod quarantine;
pub(crate) mod recover;
pub(crate) mod representatives;
pub(crate) mod requests;
pub(crate) mod rules;
mod today;
pub(crate) mod trail;
mod trail_words;
mod typed;
pub(crate) mod withheld;

/// The name of a file, without the folders of the machine it came from.
fn file_name(told: &str) -> &str {
    told.rsplit(['/', '\\']).next().unwrap_or(told)
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_page_names_a_file_and_not_where_it_lay() {
        assert_eq!(file_name("/srv/in/feed 3/visit.xml"), "visit.xml");
        assert_eq!(file_name("C:\\in\\visit.xml"), "visit.xml");
        assert_eq!(file_name("visit.xml"), "visit.xml");
    }
}
