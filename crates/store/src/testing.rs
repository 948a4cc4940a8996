//! Small imports for tests: people with a name and an identifier, and resources of theirs.

use std::sync::Arc;

use bluebutton_record::json::Document;
use bluebutton_record::matching::{Birth, KnownName, KnownNumber, NumberKind, Portrait};
use bluebutton_record::normalize::{Assigned, FoundPatient, Identifier, Ready, Told};
use bluebutton_record::reading::Original;
use bluebutton_record::{PatientKey, ResourceId, facts};

use crate::Store;
use crate::access::{Action, RecordPermit, Who};
use crate::error::Result;
use crate::imports::{Arrival, ImportReport};
use crate::patients::{Match, Meeting};
use crate::records::Record;

/// Somebody whose data arrives.
#[derive(Clone)]
pub(crate) struct Somebody {
    pub(crate) family: &'static str,
    pub(crate) given: &'static str,
    pub(crate) birth_date: &'static str,
    pub(crate) number: &'static str,
}

pub(crate) const ANA: Somebody =
    Somebody { family: "Reyes", given: "Ana", birth_date: "1955-03-14", number: "MRN-1001" };

pub(crate) const TOM: Somebody =
    Somebody { family: "Becker", given: "Tom", birth_date: "1948-11-02", number: "MRN-2002" };

impl Somebody {
    pub(crate) fn found(&self) -> FoundPatient {
        let number =
            Identifier { system: "urn:oid:1.2.3".to_owned(), value: self.number.to_owned() };
        let words = |text: &str| [text.to_owned()];
        let mut portrait = Portrait::default();
        portrait.names.push(KnownName::new(&words(self.family), &words(self.given), &[]));
        portrait.births.extend(Birth::parse(self.birth_date));
        let Identifier { system, value } = number.clone();
        portrait.add_number(KnownNumber { system, value, kind: NumberKind::Record });
        FoundPatient {
            item: Some(0),
            identifiers: vec![number],
            addresses: vec![format!("Patient/{}", self.number)],
            portrait,
            told: Vec::new(),
        }
    }

    /// Whose record somebody's data belong into.
    pub(crate) async fn meet(&self, store: &Store) -> Meeting {
        let nobody = Arc::default();
        store.patients().meet(&self.found(), "test", &nobody).await.unwrap()
    }

    pub(crate) async fn find(&self, store: &Store) -> Match {
        self.meet(store).await.answer
    }

    /// Their key, known or new.
    pub(crate) async fn key(&self, store: &Store) -> PatientKey {
        match self.find(store).await {
            Match::Known(key) | Match::New(key) => key,
            other => panic!("{other:?}"),
        }
    }

    fn patient(&self, key: &PatientKey) -> Ready {
        let Self { family, given, birth_date, number } = self;
        ready(
            ResourceId::of_patient(key),
            "Patient",
            &format!(
                r#""name":[{{"family":"{family}","given":["{given}"]}}],"birthDate":"{birth_date}","identifier":[{{"system":"urn:oid:1.2.3","value":"{number}"}}]"#
            ),
        )
    }
}

fn ready(id: ResourceId, kind: &str, rest: &str) -> Ready {
    let json = format!(r#"{{"resourceType":"{kind}","id":"{id}",{rest}}}"#);
    let facts = facts::of(Document::parse(&json).unwrap().root());
    Ready { told: Told::There, kind: kind.into(), id, json, facts, as_of: None }
}

/// A laboratory result of that day.
pub(crate) fn result(key: &PatientKey, local: &str, day: &str, value: &str) -> Ready {
    let id = ResourceId::in_record(key, local).unwrap();
    ready(
        id,
        "Observation",
        &format!(
            r#""status":"final","category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"text":"Glucose"}},"subject":{{"reference":"Patient/{key}"}},"effectiveDateTime":"{day}","valueQuantity":{{"value":{value},"unit":"mg/dL"}}"#
        ),
    )
}

/// Any resource with these members.
pub(crate) fn other(key: &PatientKey, kind: &str, local: &str, rest: &str) -> Ready {
    ready(ResourceId::in_record(key, local).unwrap(), kind, rest)
}

/// Imports resources of somebody, their Patient first.
pub(crate) async fn import(store: &Store, who: &Somebody, resources: Vec<Ready>) -> ImportReport {
    import_with(store, who, resources, Vec::new()).await.unwrap()
}

/// The same with original documents.
pub(crate) async fn import_with(
    store: &Store,
    who: &Somebody,
    resources: Vec<Ready>,
    originals: Vec<(&str, &[u8])>,
) -> Result<ImportReport> {
    let meeting = who.meet(store).await;
    let key = meeting.key().unwrap().clone();
    let mut assigned = Assigned::default();
    let mut all = vec![who.patient(&key)];
    all.extend(resources);
    assigned.records.insert(key.clone(), all);
    let original = |(local, bytes): (&str, &[u8])| {
        let original = Original {
            bytes: bytes.to_vec(),
            media_type: "application/xml".to_owned(),
            full_url: String::new(),
        };
        (ResourceId::in_record(&key, local).unwrap(), original)
    };
    let originals: Vec<_> = originals.into_iter().map(original).collect();
    if !originals.is_empty() {
        assigned.originals.insert(key.clone(), originals);
    }
    let arrival = Arrival {
        file: "test.json",
        source: "test",
        found: &[who.found()],
        meetings: &[meeting],
        assigned,
        issues: Vec::new(),
        quarantine: Vec::new(),
        cases: Vec::new(),
    };
    store.imports().commit(arrival).await
}

/// Leave to look at a record, as the operator has it.
pub(crate) async fn permit(store: &Store, key: &PatientKey) -> RecordPermit {
    let view = Action::View { page: "overview", resource: None };
    store.access().open(&Who::Operator, key, view).await.unwrap()
}

/// Somebody's record as it is now.
pub(crate) async fn record(store: &Store, who: &Somebody) -> Record {
    let key = who.key(store).await;
    store.records().open(&permit(store, &key).await).await.unwrap()
}
