//! What people of the demo said: ideas with votes and what became of them, replies, what was found useful; and who
//! took up a campaign.

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;

use super::organizations::kind_of;
use crate::callers::key_hash;
use crate::community::board::{self, Post};
use crate::staff::slug;

/// What somebody wrote under a post.
pub(super) struct Voice {
    pub(super) id: &'static str,
    /// `idea`, `reply`
    pub(super) kind: &'static str,
    /// The title of the post that it stands under.
    pub(super) under: &'static str,
    /// An organization of the demo, or what somebody wants to be called.
    pub(super) by: &'static str,
    pub(super) language: &'static str,
    pub(super) days_ago: i64,
    pub(super) body: &'static str,
    /// What became of it, and a sentence.
    pub(super) outcome: (&'static str, &'static str),
    pub(super) votes: i64,
}

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

const CHALLENGE: &str = "How could our people use their records?";
const DNS: &str = "Who writes the Direct certificate into your DNS?";
const LETTER: &str = "What worked: one letter to 9,000 members";
const TABLET: &str = "A tablet in the waiting room";

/// Fills all of it in.
pub(super) fn fill(tx: &mut HubTx<'_, '_>, now: i64) -> Result<(), StoreError> {
    for voice in VOICES {
        board::put(tx, &voice.post("shown", now))?;
        vote(tx, voice.id, (voice.votes, now - voice.days_ago * DAY / 2))?;
    }
    for (title, votes) in USEFUL {
        vote(tx, &slug(title), (votes, now - DAY))?;
    }
    for (org, campaign, days_ago, visits) in CAMPAIGNS {
        let at = now - days_ago * DAY;
        tx.execute(TAKEN, &[slug(org).into(), campaign.into(), at.into(), visits.into()])?;
    }
    Ok(())
}

impl Voice {
    /// The same as it is kept.
    pub(super) fn post(&self, standing: &str, now: i64) -> Post {
        let kind = kind_of(self.by);
        let (outcome, outcome_note) = self.outcome;
        Post {
            id: self.id.to_owned(),
            kind: self.kind.to_owned(),
            under: Some(slug(self.under)),
            org_id: if kind.is_empty() { String::new() } else { slug(self.by) },
            author: self.by.to_owned(),
            language: self.language.to_owned(),
            body: self.body.to_owned(),
            tags: kind.to_owned(),
            standing: standing.to_owned(),
            made_at: now - self.days_ago * DAY,
            changed_at: now - self.days_ago * DAY,
            outcome: outcome.to_owned(),
            outcome_note: outcome_note.to_owned(),
            ..Post::default()
        }
    }
}

fn vote(tx: &mut HubTx<'_, '_>, id: &str, (votes, at): (i64, i64)) -> Result<(), StoreError> {
    for number in 0..votes {
        let who = key_hash(&format!("demo {id} {number}"));
        board::mark(tx, (id, "useful"), (&who, "", at))?;
    }
    Ok(())
}

const VOICES: &[Voice] = &[
    Voice {
        id: "idea-read-it-aloud",
        kind: "idea",
        under: CHALLENGE,
        by: "Rosa",
        language: "es",
        days_ago: 11,
        body: "Que el teléfono avise cuando llega un resultado y lo lea en voz alta. En el almacén \
            no podemos parar a leer.",
        outcome: ("chosen", "We build this one with Harbor Steps. First try in February."),
        votes: 47,
    },
    Voice {
        id: "idea-card-for-the-truck",
        kind: "idea",
        under: CHALLENGE,
        by: "Dwayne",
        language: "en",
        days_ago: 9,
        body: "A card for the truck: allergies and blood group, printed from my record, with the \
            number of my wife.",
        outcome: ("working", "Harbor Steps is drawing it."),
        votes: 31,
    },
    Voice {
        id: "idea-poster-in-the-break-room",
        kind: "idea",
        under: CHALLENGE,
        by: "Someone",
        language: "en",
        days_ago: 7,
        body: "A poster in the break room with the address of our health plan’s records.",
        outcome: ("done", "It hangs in all 42 break rooms."),
        votes: 18,
    },
    Voice {
        id: "idea-the-eye-test",
        kind: "idea",
        under: CHALLENGE,
        by: "Maria T.",
        language: "en",
        days_ago: 5,
        body: "Let me send my eye test straight to the optician, so that I need not carry paper.",
        outcome: ("", ""),
        votes: 12,
    },
    Voice {
        id: "idea-three-pharmacies",
        kind: "idea",
        under: CHALLENGE,
        by: "Ken",
        language: "en",
        days_ago: 4,
        body: "Compare what three pharmacies have on my list of medicines, and print what differs.",
        outcome: ("", ""),
        votes: 9,
    },
    Voice {
        id: "idea-the-company-doctor",
        kind: "idea",
        under: CHALLENGE,
        by: "A shift lead",
        language: "en",
        days_ago: 6,
        body: "Let the company doctor see everything, so that nobody has to fill in forms.",
        outcome: (
            "declined",
            "We don’t want to see anybody’s record. People choose what they show.",
        ),
        votes: 2,
    },
    Voice {
        id: "reply-the-night-shift",
        kind: "reply",
        under: CHALLENGE,
        by: "Nurses of the Great Lakes",
        language: "en",
        days_ago: 8,
        body: "Ask the people on the night shift, too: they can’t come to a meeting.",
        outcome: ("", ""),
        votes: 0,
    },
    Voice {
        id: "reply-the-exact-record",
        kind: "reply",
        under: DNS,
        by: "Cedar Valley Health Plan",
        language: "en",
        days_ago: 10,
        body: "Our domain company could, once we sent them the exact record: the name, CERT, and \
            one line of text. Ask for somebody who does DNSSEC.",
        outcome: ("", ""),
        votes: 0,
    },
    Voice {
        id: "reply-a-directory-instead",
        kind: "reply",
        under: DNS,
        by: "Northgate Children’s Hospital",
        language: "en",
        days_ago: 6,
        body: "We moved the name direct.northgate… to a small server of our own, which only does \
            that. It took a morning.",
        outcome: ("", ""),
        votes: 0,
    },
    Voice {
        id: "reply-both-languages",
        kind: "reply",
        under: LETTER,
        by: "Keystone Health Plan of the Valley",
        language: "en",
        days_ago: 1,
        body: "We did the same with 6,000 members, in English and Spanish on one sheet. A third of \
            the calls were in Spanish.",
        outcome: ("", ""),
        votes: 0,
    },
    Voice {
        id: "reply-half-price",
        kind: "reply",
        under: TABLET,
        by: "Record Reader",
        language: "en",
        days_ago: 3,
        body: "Nice! By the way: Record Reader for tablets is half price this month.",
        outcome: ("", ""),
        votes: 0,
    },
];

const USEFUL: [(&str, i64); 4] =
    [(LETTER, 24), (TABLET, 11), (DNS, 5), ("Checks now look at published addresses, too", 6)];

/// Who took up which campaign, how many days ago, and how many came through its link.
const CAMPAIGNS: [(&str, &str, i64, i64); 6] = [
    ("Harvest Foods", "ask-for-your-records", 20, 212),
    ("Union of Line Cooks", "ask-for-your-records", 16, 148),
    ("Riverside Family Clinic", "ask-for-your-records", 9, 96),
    ("Northgate Children’s Hospital", "ask-for-your-records", 4, 41),
    ("Parents of Preemies", "for-caregivers", 30, 133),
    ("Living With Lupus", "for-caregivers", 12, 58),
];

const TAKEN: &str = "
    insert into hub_campaign (org_id, campaign, picked_at, visits)
    values ($1, $2, $3, $4)
    on conflict (org_id, campaign) do nothing";
