//! Requests, caregivers and what chains tell, each counted by hand.

use bluebutton_record::measures::{
    DayUses, Indicator, MeasurePeriod, MeasureScope, lines, median_days,
};
use bluebutton_record::requests::RequestKind;
use bluebutton_record::{Office, Rights};
use jiff::civil::date;

use super::{at, count, number, sums, visit};
use crate::access::Who;
use crate::accounts::tests::{on_staff, person};
use crate::accounts::{AccountId, LetIn, Redeemed};
use crate::audit::AuditLine;
use crate::db::testing::on_sqlite;
use crate::events::{By, Event, Part, SendingStep};
use crate::measures::MeasureGroup;
use crate::measures::sealed::ToldByChain;
use crate::requests::{NewRequest, Reply};
use crate::testing::{ANA, import};
use crate::transmissions::Way;

#[tokio::test]
async fn requests_are_answered_in_time_late_or_not_at_all() {
    let site = on_sqlite().await;
    at(&site, "2026-05-04T12:00:00Z");
    let key = ANA.key(&site.store).await;
    import(&site.store, &ANA, Vec::new()).await;
    let accounts = site.store.accounts();
    let ana = accounts.create(person("ana", "Ana Reyes")).await.unwrap();
    accounts.own(&ana, &key).await.unwrap();
    let (ana, requests) = (Who::Account(ana), site.store.requests());
    let nora = Who::Account(on_staff(&site, "nora", &[Office::RecordsOffice]).await);
    let mut ids = Vec::new();
    for text in ["The scan of March.", "My old letters.", "The bills.", "The X-ray."] {
        let new = NewRequest::of(RequestKind::Access, text);
        ids.push(requests.ask(&ana, &key, new).await.unwrap());
    }
    let yes = || Reply::Accept { text: "Here it is.".to_owned(), agreed: None };
    at(&site, "2026-05-06T12:00:00Z");
    requests.answer(&nora, &key, &ids[0], yes()).await.unwrap();
    let fourth = requests.open(&nora, &key, &ids[3]).await.unwrap().request;
    requests.withdraw(&ana, &key, &fourth).await.unwrap();
    // The law wants it within 30 days: by 3 June.
    at(&site, "2026-06-04T12:00:00Z");
    requests.answer(&nora, &key, &ids[1], yes()).await.unwrap();
    count(&site).await;

    let may = MeasurePeriod::parse("2026-05").unwrap();
    let counted =
        site.store.measures().counted(&Who::Operator, &may, &MeasureScope::All).await.unwrap();
    let told = lines(&counted.numbers, counted.open);
    let answered = told.iter().find(|one| one.indicator == Indicator::Answered).unwrap();

    assert_eq!((answered.numerator, answered.denominator, answered.excluded), (1, 3, 1));
    assert_eq!(median_days(&counted.numbers), Some(2));
    let of_days = MeasurePeriod::parse("2026-05-04..2026-05-05").unwrap();
    let again = site.store.measures().counted_anew(&of_days, &MeasureScope::All).await.unwrap();
    assert_eq!((lines(&again.numbers, again.open), again.so_far), (told, None));
}

#[tokio::test]
async fn a_caregiver_counts_from_the_day_they_came_to_the_day_it_ended_and_gives_access() {
    let site = on_sqlite().await;
    at(&site, "2026-05-04T12:00:00Z");
    let key = ANA.key(&site.store).await;
    import(&site.store, &ANA, Vec::new()).await;
    let lucia = site.store.accounts().create(person("lucia", "Lucía Reyes")).await.unwrap();
    let terms = LetIn::everything("Lucía", Rights::OWNER, None);
    let accounts = site.store.accounts();
    let (code, _) = accounts.let_in(&Who::Operator, &key, terms).await.unwrap();
    let came = accounts.accept(&lucia, &code, date(1955, 3, 14), "here").await.unwrap();
    assert!(matches!(came, Redeemed::Done(_)));
    at(&site, "2026-06-10T12:00:00Z");
    let permit = crate::testing::permit(&site.store, &key).await;
    for one in accounts.caregivers(&permit).await.unwrap() {
        accounts.end(&Who::Operator, &key, &one.id, &one.name).await.unwrap();
    }
    at(&site, "2026-07-09T12:00:00Z");
    let visits = vec![
        visit(&key, "late", "AMB", "2026-05-05T10:00:00Z"),
        visit(&key, "june", "AMB", "2026-06-09T10:00:00Z"),
        visit(&key, "july", "AMB", "2026-07-08T10:00:00Z"),
    ];
    import(&site.store, &ANA, visits).await;
    count(&site).await;

    let by_month = |month: &'static str| sums(&site, month);
    for (month, let_in) in [("2026-05", 1), ("2026-06", 1), ("2026-07", 0)] {
        let sums = by_month(month).await;
        assert_eq!(number(&sums, MeasureGroup::Caregiver), let_in, "{month}");
        assert_eq!(
            number(&sums, MeasureGroup::OfficeInTime),
            0,
            "{month}: came late, or to nobody"
        );
    }
    assert_eq!(by_month("2026-05").await.get("joined"), Some(&1));
}

#[tokio::test]
async fn what_patients_and_those_for_them_do_is_use_and_what_staff_do_is_none() {
    let site = on_sqlite().await;
    let account = AccountId("a".to_owned());
    let by = |part| By::person(part, &account, "Somebody");
    let viewed = || Event::Viewed { page: "overview".to_owned(), resource: None };
    let sending = |step| Event::Sending {
        step,
        way: Way::Direct,
        to: "dr@clinic.example".to_owned(),
        selection: String::new(),
    };
    let asked = By { asked_by: Some(Box::new(by(Part::Caregiver))), ..By::program() };
    let mut told = ToldByChain::nothing();
    let mut hear = |moment: &str, by: By, event: Event| {
        let line = AuditLine { seq: 1, at: moment.parse().unwrap(), told: Some((by, event)) };
        told.hear(&site.store, &line);
        told.clone()
    };
    hear("2026-05-04T12:00:00Z", by(Part::Staff), viewed());
    hear("2026-05-04T12:00:00Z", By::operator(), viewed());
    assert!(
        hear("2026-05-04T12:00:00Z", by(Part::Patient), sending(SendingStep::Asked))
            .uses
            .is_empty()
    );
    hear("2026-05-04T12:00:00Z", asked, sending(SendingStep::Sent));
    hear("2026-05-04T13:00:00Z", by(Part::Patient), viewed());
    let now = hear("2026-05-05T13:00:00Z", by(Part::App), viewed());
    let days: Vec<DayUses> = now.uses.values().copied().collect();
    assert_eq!(days, [DayUses::SENT.and(DayUses::VIEWED), DayUses::VIEWED.and(DayUses::APP)]);

    let second = |moment: &str| moment.parse::<jiff::Timestamp>().unwrap().as_second();
    let tied = || Event::AccountTied { name: "Ana".to_owned() };
    let untied = || Event::AccountUntied { name: "Ana".to_owned() };
    hear("2026-06-01T00:00:00Z", By::operator(), Event::InvitationMade);
    hear("2026-06-02T00:00:00Z", By::operator(), Event::InvitationRevoked);
    hear("2026-06-03T00:00:00Z", By::operator(), Event::InvitationMade);
    hear("2026-07-01T00:00:00Z", By::operator(), tied());
    hear("2026-07-02T00:00:00Z", By::operator(), untied());
    let now = hear("2026-07-03T00:00:00Z", By::operator(), tied());
    let mut spans = now.spans();
    spans.sort();
    let span = |from: &str, to: Option<&str>| (second(from), to.map(second));
    assert_eq!(
        spans,
        [
            span("2026-06-01T00:00:00Z", Some("2026-06-02T00:00:00Z")),
            // A code runs out by itself.
            span("2026-06-03T00:00:00Z", Some("2026-06-17T00:00:00Z")),
            span("2026-07-01T00:00:00Z", Some("2026-07-02T00:00:00Z")),
            span("2026-07-03T00:00:00Z", None),
        ]
    );
    let erased = hear("2026-08-01T00:00:00Z", By::operator(), Event::RecordErased);
    assert!(erased.spans().is_empty() && erased.uses.is_empty(), "who comes back is somebody new");
}
