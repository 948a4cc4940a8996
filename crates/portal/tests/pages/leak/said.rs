//! What Ana and the office add to the record: what she writes herself, and what is said about entries.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use bluebutton_record::PatientKey;
use bluebutton_record::requests::RequestKind;
use bluebutton_store::requests::{AboutEntry, NewRequest, Reply};
use bluebutton_store::{Action, Who};

use crate::leak::made::{ENTRIES, mark};
use crate::site::{Browser, Person, Site};

/// What Ana writes herself, and a file that she puts there.
pub async fn write_down(hers: &mut Browser, record: &str) {
    for (place, entry) in ENTRIES.iter().enumerate() {
        let Some(kind) = entry.own else { continue };
        let (word, mine) = (mark(place), format!("A letter: {}", mark(place)));
        hers.get(&format!("{record}/written/new/{kind}")).await;
        let (name, title) = (format!("{word}.txt"), ("title", word.as_str()));
        let done = if kind == "document" {
            let path = format!("{record}/written/file");
            hers.upload(&path, (&name, mine.as_bytes()), &[title]).await
        } else {
            let more = [title, ("text", mine.as_str()), ("is-on", "yes"), ("relative", "mother")];
            hers.send(&format!("{record}/written/new/{kind}"), &more).await
        };
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{kind}: {}", done.html);
    }
}

/// What was said about entries tells of them: every second is called wrong and denied, and Ana says what
/// she thinks of it, with the entry's word.
pub async fn state_about(
    site: &Site,
    ana: &Person,
    key: &PatientKey,
    locals: &BTreeMap<usize, String>,
) {
    let (hers, nora) = (Who::Account(ana.id.clone()), Who::Account(site.staff().await.id));
    let requests = site.store.requests();
    let of_clinic = locals.iter().filter(|(place, _)| ENTRIES[**place].own.is_none());
    for (place, local) in of_clinic.step_by(2) {
        let entry = &ENTRIES[*place];
        let about = AboutEntry {
            reference: format!("{}/{key}.{local}", entry.kind),
            title: format!("What is called {}", mark(*place)),
            section: entry.section.slug().to_owned(),
        };
        let text = format!("It was not so: {}", mark(*place));
        let new =
            NewRequest { about: Some(about), ..NewRequest::of(RequestKind::Amendment, &text) };
        let id = requests.ask(&hers, key, new).await.unwrap();
        let reason = format!("It was: {}", mark(*place));
        requests.answer(&nora, key, &id, Reply::Deny { reason }).await.unwrap();
        let action = Action::View { page: "requests", resource: None };
        let permit = site.store.access().open(&hers, key, action).await.unwrap();
        let all = requests.list(&permit).await.unwrap();
        let asked = all.iter().find(|one| one.id == id).unwrap();
        requests.disagree(&hers, key, asked, &mark(*place)).await.unwrap();
    }
}
