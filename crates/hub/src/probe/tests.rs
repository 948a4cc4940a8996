//! The prober in a world of its own: good, broken, slow, hostile and lying endpoints, each with a public
//! address that leads to this machine. The guard over addresses is the product's.

mod world;

use std::time::Duration;

use super::round::{Addresses, Look, look};
use super::{Check, Finding, Verdict};
use crate::signing::draft::Draft;
use crate::signing::proof_of;
use world::{BRANDS, CAPABILITIES, Host, SMART, World};

const NOW: i64 = 1_795_000_000;

async fn looked(world: &World, at: &Addresses) -> Vec<Finding> {
    let look_at = Look::new(world, "https://hub.example/checks", NOW);
    look(&look_at.patient_for(Duration::from_secs(20)), at).await
}

fn verdict(found: &[Finding], check: Check) -> (Verdict, &'static str) {
    let found = found.iter().find(|one| one.check == check).unwrap_or_else(|| panic!("{check:?}"));
    (found.verdict, found.why)
}

fn all_of(host: &str) -> Addresses {
    Addresses {
        portal: format!("https://{host}/"),
        fhir: format!("https://{host}/fhir"),
        direct: format!("direct.{host}"),
        policy: format!("https://{host}/rules"),
        ..Addresses::default()
    }
}

#[tokio::test]
async fn a_member_that_keeps_its_word_passes_every_check() {
    let mut world = World::new();
    world.add("good.example", Host::good("good.example")).await;
    world.certificate("direct.good.example", "direct.good.example");

    let found = looked(&world, &all_of("good.example")).await;

    for check in Check::ALL {
        assert_eq!(verdict(&found, check).0, Verdict::Yes, "{check:?} {found:?}");
    }
    assert!(world.agents().iter().all(|agent| agent.contains("https://hub.example/checks")));
}

#[tokio::test]
async fn a_member_that_lies_is_found_out() {
    let mut world = World::new();
    let mut host = Host::good("liar.example");
    host.page("/fhir/metadata", 200, "application/json", r#"{"resourceType":"Bundle"}"#);
    let smart = SMART.replace("HOST", "liar.example").replace("https://", "http://");
    host.page("/fhir/.well-known/smart-configuration", 200, "application/json", &smart);
    let found = {
        world.add("liar.example", host).await;
        world.certificate("direct.liar.example", "direct.somebody-else.example");
        looked(&world, &all_of("liar.example")).await
    };
    assert_eq!(verdict(&found, Check::Fhir), (Verdict::No, "not-fhir"));
    assert_eq!(verdict(&found, Check::Smart), (Verdict::No, "smart-not-encrypted"));
    assert_eq!(verdict(&found, Check::Direct), (Verdict::No, "direct-other-name"));
    assert_eq!(verdict(&found, Check::Portal).0, Verdict::Yes);

    // A bundle of somebody else's endpoints, and US Core in words only.
    let mut host = Host::good("other.example");
    let bundle = BRANDS.replace("HOST", "good.example");
    host.page("/brands.json", 200, "application/json", &bundle);
    let words = CAPABILITIES.replace("supportedProfile", "x");
    host.page("/fhir/metadata", 200, "application/json", &words);
    world.add("other.example", host).await;
    let found = looked(&world, &all_of("other.example")).await;
    assert_eq!(verdict(&found, Check::Brands), (Verdict::No, "brands-not-ours"));
    assert_eq!(verdict(&found, Check::UsCore), (Verdict::No, "us-core-no-profile"));
}

#[tokio::test]
async fn a_broken_member_is_told_what_is_broken() {
    let mut world = World::new();
    let mut host = Host::default();
    host.page("/", 503, "text/html", "away");
    host.page("/fhir/metadata", 200, "text/html", "<html>It works!</html>");
    host.page("/robots.txt", 404, "text/plain", "");
    world.add("broken.example", host).await;
    let found = looked(&world, &all_of("broken.example")).await;
    assert_eq!(verdict(&found, Check::Portal), (Verdict::No, "server-error"));
    assert_eq!(verdict(&found, Check::Fhir), (Verdict::No, "not-json"));
    assert_eq!(verdict(&found, Check::UsCore), (Verdict::CantTell, "not-json"));
    assert_eq!(verdict(&found, Check::Smart), (Verdict::No, "not-found"));
    assert_eq!(verdict(&found, Check::Direct), (Verdict::No, "direct-none"));
    assert_eq!(verdict(&found, Check::OffersPaper), (Verdict::CantTell, "not-published"));

    let found = looked(&world, &all_of("nobody.example")).await;
    assert_eq!(verdict(&found, Check::Portal), (Verdict::No, "no-name"));
}

#[tokio::test]
async fn a_certificate_of_somebody_else_is_no_encryption() {
    let mut world = World::new();
    world.add_with_certificate("wrong.example", "right.example", Host::good("wrong.example")).await;
    let at = Addresses { portal: "https://wrong.example/".to_owned(), ..Addresses::default() };
    let found = looked(&world, &at).await;
    assert_eq!(verdict(&found, Check::Tls), (Verdict::No, "bad-certificate"));
    assert_eq!(verdict(&found, Check::Portal), (Verdict::No, "bad-certificate"));
}

#[tokio::test]
async fn a_member_that_never_answers_ends_nobodys_round() {
    let mut world = World::new();
    world.add("slow.example", Host::silent()).await;
    let at = Addresses { portal: "https://slow.example/".to_owned(), ..Addresses::default() };
    let look_at = Look::new(&world, "https://hub.example/checks", NOW);
    let found = look(&look_at.patient_for(Duration::from_millis(300)), &at).await;
    assert_eq!(verdict(&found, Check::Portal), (Verdict::No, "slow"));
    assert_eq!(verdict(&found, Check::Tls), (Verdict::CantTell, "slow"));
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let mut world = World::new();
    let mut host = Host::good("flood.example");
    host.page("/fhir/metadata", 200, "application/json", &"[".repeat(25 * 1024 * 1024));
    world.add("flood.example", host).await;
    let found = looked(&world, &all_of("flood.example")).await;
    assert_eq!(verdict(&found, Check::Fhir), (Verdict::CantTell, "too-large"));
}

#[tokio::test]
async fn redirects_are_followed_a_few_times_and_never_to_an_open_page() {
    let mut world = World::new();
    let mut host = Host::good("moved.example");
    host.redirect("/", "/start");
    host.redirect("/start", "https://moved.example/sign-in");
    host.page("/sign-in", 200, "text/html", "<h1>Sign in</h1>");
    host.redirect("/rules", "/rules");
    world.add("moved.example", host).await;
    let found = looked(&world, &all_of("moved.example")).await;
    assert_eq!(verdict(&found, Check::Portal).0, Verdict::Yes);
    assert_eq!(verdict(&found, Check::Policy), (Verdict::No, "too-many-hops"));

    let mut host = Host::good("down.example");
    host.redirect("/", "http://down.example/");
    world.add("down.example", host).await;
    let found = looked(&world, &all_of("down.example")).await;
    assert_eq!(verdict(&found, Check::Portal), (Verdict::No, "downgrade"));
    assert_eq!(verdict(&found, Check::Tls), (Verdict::No, "bad-certificate"));
}

#[tokio::test]
async fn no_name_redirect_or_changing_answer_leads_inside() {
    let inside = [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.0.1",
        "::1",
        "fe80::1",
        "::ffff:127.0.0.1",
        "fd00::1",
        "0.0.0.0",
        "100.64.0.1",
    ];
    for address in inside {
        let mut world = World::new();
        world.add("bait.example", Host::good("bait.example")).await;
        world.name("inside.example", &[&[address]]);
        // One public address among them does not help.
        world.name("mixed.example", &[&["93.184.216.1", address]]);
        // The first answer is public, and each later one is not: rebinding.
        world.name("bait.example", &[&["93.184.216.1"], &[address]]);
        for host in ["inside.example", "mixed.example"] {
            let found = looked(&world, &all_of(host)).await;
            let expected = (Verdict::CantTell, "not-public");
            assert_eq!(verdict(&found, Check::Portal), expected, "{host} {address}");
        }
        let found = looked(&world, &all_of("bait.example")).await;
        let expected = (Verdict::CantTell, "not-public");
        assert_eq!(verdict(&found, Check::Portal), expected, "rebinding to {address}");
        world.dialled_public_addresses_only();
    }
    for to in [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://inside.example/",
        "https://good.example:22/",
        "https://2130706433/",
        "https://user:x@good.example/",
        "file:///etc/passwd",
        "gopher://good.example/",
    ] {
        let mut world = World::new();
        let mut host = Host::good("evil.example");
        host.redirect("/", to);
        world.add("evil.example", host).await;
        world.name("inside.example", &[&["10.1.2.3"]]);
        let found = looked(&world, &all_of("evil.example")).await;
        let (verdict, why) = verdict(&found, Check::Portal);
        let is_refused = ["not-public", "no-address", "downgrade"].contains(&why);
        assert!(verdict != Verdict::Yes && is_refused, "{to} {why}");
        world.dialled_public_addresses_only();
    }
}

#[tokio::test]
async fn what_robots_txt_keeps_to_itself_is_not_looked_at() {
    let mut world = World::new();
    let mut host = Host::good("shy.example");
    host.page("/robots.txt", 200, "text/plain", "User-agent: *\nDisallow: /fhir");
    world.add("shy.example", host).await;
    let found = looked(&world, &all_of("shy.example")).await;
    assert_eq!(verdict(&found, Check::Fhir), (Verdict::CantTell, "robots"));
    assert_eq!(verdict(&found, Check::Portal).0, Verdict::Yes);
    assert!(!world.asked().iter().any(|path| path.starts_with("/fhir")), "{:?}", world.asked());
    assert!(world.pauses() > 0, "questions to one host need a pause between them");
}

#[tokio::test]
async fn a_direct_certificate_that_is_over_or_unreadable_is_a_no() {
    let mut world = World::new();
    world.records("direct.over.example", Ok(vec![world::expired("direct.over.example")]));
    world.records("direct.odd.example", Ok(vec![b"no certificate".to_vec()]));
    world.records("direct.away.example", Err(super::dns::DnsFault::Away));
    for (domain, expected) in [
        ("direct.over.example", (Verdict::No, "direct-expired")),
        ("direct.odd.example", (Verdict::No, "direct-unreadable")),
        ("direct.away.example", (Verdict::CantTell, "dns-away")),
        ("direct.none.example", (Verdict::No, "direct-none")),
    ] {
        let at = Addresses { direct: domain.to_owned(), ..Addresses::default() };
        assert_eq!(verdict(&looked(&world, &at).await, Check::Direct), expected, "{domain}");
    }
}

#[test]
fn one_no_is_a_no_and_a_yes_needs_all() {
    use Verdict::{CantTell, No, Yes};
    for (all, expected) in [
        (vec![Yes, Yes], Yes),
        (vec![Yes, No, CantTell], No),
        (vec![CantTell, No], No),
        (vec![Yes, CantTell], CantTell),
        (vec![], CantTell),
    ] {
        assert_eq!(Verdict::of_all(all.clone()), expected, "{all:?}");
    }
}

#[tokio::test]
async fn a_domain_is_proven_by_its_own_file_with_the_very_word() {
    const FILE: &str = "/.well-known/blue-button-verify.txt";
    let mut world = World::new();
    let word = "0123456789abcdef0123456789abcdef";
    let pages = [
        ("right.example", 200, format!("{word}\n")),
        ("wrong.example", 200, "0123456789abcdef".to_owned()),
        ("error.example", 404, word.to_owned()),
        ("long.example", 200, format!("{word}{}", " ".repeat(5_000))),
    ];
    for (host, status, text) in pages {
        let mut files = Host::good(host);
        files.page(FILE, status, "text/plain", &text);
        world.add(host, files).await;
    }
    world.name("inside.example", &[&["10.0.0.1"]]);
    let proven = async |host: &str| {
        let typed = [("url".to_owned(), format!("https://www.{host}/about"))].into();
        let draft = Draft { typed, word: word.to_owned(), ..Draft::default() };
        proof_of(&world, &draft, "https://hub.example/checks").await
    };

    assert_eq!(proven("right.example").await, Some("file"));
    for other in ["wrong.example", "error.example", "long.example", "inside.example", "x.example"] {
        assert_eq!(proven(other).await, None, "{other}");
    }
    world.dialled_public_addresses_only();
}
