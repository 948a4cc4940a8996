//! What the demo's organizations say: how to get in, notes, events, posts.

use super::organizations::Seed;

/// How people get their records there, one step a line.
pub(super) fn how(seed: &Seed, host: &str, in_spanish: bool) -> String {
    if seed.gives == 0 || seed.about.is_empty() {
        return String::new();
    }
    if in_spanish {
        format!(
            "Abra records.{host} y elija Registrarse.\n\
             Tenga a mano la carta de su última consulta, o llame al +1\u{a0}555\u{a0}0190 para pedir un código.\n\
             Presione Descargar mi historial."
        )
    } else {
        format!(
            "Open records.{host} and choose Sign up.\n\
             Have the letter from your last visit at hand, or call +1\u{a0}555\u{a0}0190 for a code.\n\
             Press Download my record."
        )
    }
}

/// What a member says of a promise.
pub(super) fn note(commitment: &str, number: usize) -> &'static str {
    match (commitment, number % 3) {
        ("caregivers", 0) => "214 caregivers have their own access.",
        ("caregivers", _) => "Caregivers are invited by the patient, on paper or by phone.",
        ("timely", 0) => "96 of 100 stays within 36 hours.",
        ("teach", 0) => "620 of 700 people on our staff have had the training.",
        ("teach", 1) => "Every new colleague learns it in the first week.",
        ("engage", _) => "A page in the yearly letter, and a talk at the annual meeting.",
        ("plans", 0) => "All four of our health plans have answered.",
        ("discuss", _) => "One evening in the public library, 70 people came.",
        _ => "",
    }
}

/// What a member says of a promise that it does not keep yet.
pub(super) fn late_note(commitment: &str) -> &'static str {
    match commitment {
        "view" | "send" | "apps" | "api" => "It comes with our new portal.",
        "timely" => "91 of 100 stays within 36 hours, so far.",
        "teach" => "The training is written; our front desks begin with it.",
        "discuss" => "We are looking for a room and an evening.",
        "plans" => "We asked three health plans. Two answered, one pledged.",
        "social" => "Our first post went out this month.",
        _ => "",
    }
}

/// An event of the demo.
pub(super) struct EventText {
    pub(super) kind: &'static str,
    /// Who makes it; empty where the hub's staff do.
    pub(super) host: &'static str,
    pub(super) title_en: &'static str,
    pub(super) title_es: &'static str,
    pub(super) about_en: &'static str,
    pub(super) about_es: &'static str,
    pub(super) place: &'static str,
    pub(super) in_days: i64,
    /// When it begins, in hours of UTC, and the zone that people there live in.
    pub(super) hour: i64,
    pub(super) zone: &'static str,
    pub(super) seats: i64,
    pub(super) afterwards: &'static str,
}

pub(super) const EVENTS: &[EventText] = &[
    EventText {
        kind: "event",
        host: "Northgate Children’s Hospital",
        title_en: "How we give teens their record",
        title_es: "Cómo damos a los adolescentes su historial",
        about_en: "Northgate Children’s Hospital shows how it gives young people access to their own \
            record, and what parents still see.\n\nHalf an hour of talk, half an hour for questions.",
        about_es: "Northgate Children’s Hospital muestra cómo da a los jóvenes acceso a su propio \
            historial, y qué siguen viendo los padres.\n\nMedia hora de charla y media para preguntas.",
        place: "",
        in_days: 6,
        hour: 18,
        zone: "America/New_York",
        seats: 100,
        afterwards: "",
    },
    EventText {
        kind: "event",
        host: "",
        title_en: "Ask for your records: an evening at the library",
        title_es: "Pida su historial: una tarde en la biblioteca",
        about_en: "Bring your phone and a letter from your doctor. Volunteers help you get in.",
        about_es: "Traiga su teléfono y una carta de su médico. Voluntarios le ayudan a entrar.",
        place: "Public Library, 3581 Mission Inn Avenue, Riverside, CA",
        in_days: 13,
        hour: 26,
        zone: "America/Los_Angeles",
        seats: 40,
        afterwards: "",
    },
    EventText {
        kind: "event",
        host: "",
        title_en: "What a brand bundle is, and how to publish one",
        title_es: "Qué es un brand bundle y cómo publicarlo",
        about_en: "For those who run the servers of a member. With a file to take home.",
        about_es: "Para quienes administran los servidores de un miembro. Con un archivo para llevar.",
        place: "",
        in_days: 27,
        hour: 18,
        zone: "America/New_York",
        seats: 200,
        afterwards: "",
    },
    EventText {
        kind: "event",
        host: "Record Reader",
        title_en: "From portal to plain words",
        title_es: "Del portal a las palabras claras",
        about_en: "Record Reader and Living With Lupus read ten test results together.",
        about_es: "Record Reader y Living With Lupus leen juntos diez resultados.",
        place: "",
        in_days: -21,
        hour: 18,
        zone: "America/New_York",
        seats: 100,
        afterwards: "Recording: 58 minutes, with captions in English and Spanish.\n\
            https://record-reader.example/slides.pdf\n86 people came.",
    },
    EventText {
        kind: "discussion",
        host: "Living With Lupus",
        title_en: "What would help you see your own record?",
        title_es: "¿Qué le ayudaría a ver su propio historial?",
        about_en: "Patients, caregivers, two clinics and a pharmacy at one table: what keeps people in \
            Minneapolis from their records, and what each of us can do about it by summer.",
        about_es: "Pacientes, cuidadores, dos clínicas y una farmacia en una mesa: qué aleja a la gente de \
            Minneapolis de su historial, y qué puede hacer cada uno de nosotros hasta el verano.",
        place: "Hosmer Library, 347 East 36th Street, Minneapolis, MN",
        in_days: -48,
        hour: 24,
        zone: "America/Chicago",
        seats: 60,
        afterwards: "41 people came.\nMost said: the code for the first sign-in is what stops them.",
    },
];

/// A post of the demo.
pub(super) struct PostText {
    pub(super) kind: &'static str,
    pub(super) author: &'static str,
    pub(super) language: &'static str,
    pub(super) title: &'static str,
    pub(super) body: &'static str,
}

pub(super) const POSTS: &[PostText] = &[
    PostText {
        kind: "practice",
        author: "Cedar Valley Health Plan",
        language: "en",
        title: "What worked: one letter to 9,000 members",
        body: "The problem: 4 of 100 members had ever opened their claims.\n\nWhat we did: one letter, \
            one page, large type, with the web address and a telephone number. It said what is \
            there, not what we are proud of.\n\nThe result: after six weeks 31 of 100 had signed \
            in. The telephone rang 412 times; most people asked for a code.\n\nDo it again: send it \
            in three parts, a week apart, so that the telephone can be answered.",
    },
    PostText {
        kind: "news",
        author: "",
        language: "en",
        title: "Checks now look at published addresses, too",
        body: "From this month on we look whether a member’s FHIR address is in a published brand \
            bundle. Apps find it there by name.\n\nNobody loses a passed check: what was promised \
            before is judged as before.",
    },
    PostText {
        kind: "practice",
        author: "Bayou Community Health",
        language: "en",
        title: "A tablet in the waiting room",
        body: "The problem: people forget the code at home.\n\nWhat we did: a tablet beside the \
            water, and a person who shows it from nine to eleven.\n\nThe result: 60 new accounts a \
            week, and fewer calls.",
    },
    PostText {
        kind: "talk",
        author: "Millrace Pharmacies",
        language: "en",
        title: "Who writes the Direct certificate into your DNS?",
        body: "Our domain is looked after by a company that has never heard of CERT records. How \
            did you do it?",
    },
    PostText {
        kind: "challenge",
        author: "Harvest Foods",
        language: "en",
        title: "How could our people use their records?",
        body: "We have 11,000 employees in stores and on the road. Tell us how they could use \
            their records on a phone, in a break. We will build the best idea with Harbor Steps and \
            tell you in spring what became of each.",
    },
    PostText {
        kind: "seek",
        author: "Harbor Steps",
        language: "en",
        title: "We look for a clinic to try a list of medicines for the kitchen wall",
        body: "It is printed from the record, in large type, in English or Spanish. We bring the \
            printer. You bring ten people who take more than five medicines, and an hour in January.",
    },
    PostText {
        kind: "news",
        author: "",
        language: "es",
        title: "Materiales en español para la semana «Pida su historial»",
        body: "La carta, el cartel y los textos para redes sociales ya están en español. Los \
            escribieron personas que los usan, no una máquina.",
    },
];
