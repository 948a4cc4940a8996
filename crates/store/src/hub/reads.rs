//! How much the hub's statements read: as much of a large directory as of a small one. SQLite counts the steps
//! of each statement, so that a scan or a sort of a table that grows is seen as a number, whatever the plan
//! calls it.

use rusqlite::{Connection, StatementStatus, ToSql};

use crate::db::{MIGRATIONS, statements_below};

/// Rows of each table in the small hub, and how many times as many are in the large one.
const SMALL: i64 = 300;
const TIMES: i64 = 8;

/// A statement of the larger hub may take this many times the steps of the smaller: a tree is deeper there.
const MORE: f64 = 1.6;

/// What a statement may take on top: that it begins and ends.
const STEPS_FREE: i64 = 400;

/// Statements that read all of a table, each with the reason why they may.
const WHOLE: [(&str, &str); 19] = [
    ("directory/data.rs LINES", "the directory in memory is read as a whole, beside the requests"),
    ("developers.rs MAILS", "the queue of mail is as short as the mail server is quick"),
    ("open_data/fhir.rs WITH_FHIR", "the brand bundle is a whole list, with an ETag"),
    ("community/board.rs FIND", "a search for parts of words looks at every post"),
    ("community/schedule.rs FIND", "the same for events"),
    ("community/schedule.rs COMING", "events to come are as many as people can hold"),
    ("community/schedule.rs IN_CALENDAR", "the same"),
    ("community/board.rs WAITING", "what waits for staff is as much as they leave"),
    ("community/schedule.rs WAITING", "the same"),
    ("developers/apps.rs WAITING", "the same"),
    ("staff.rs CONFIRMED", "the same"),
    ("staff.rs DECIDED", "the last fifty; of a year there are as many as members"),
    ("staff/waiting.rs COUNTS", "what waits for staff is as much as they leave"),
    ("staff/waiting.rs REPORTED", "the same"),
    ("members/alike.rs KEEP", "who keeps one promise, sorted by name: members, not the directory"),
    ("developers/apps.rs SHOWN", "the gallery is a whole list, of at most 500"),
    ("community/campaigns.rs TAKEN_BY", "who took up one campaign, sorted by what it brought"),
    ("worker/checks.rs TO_LOOK_AT", "once a day: every member that is looked at"),
    ("worker/", "of a worker's round, not of a page"),
];

#[test]
fn a_statement_reads_as_much_of_a_large_hub_as_of_a_small_one() {
    let (small, large) = (filled(SMALL), filled(SMALL * TIMES));
    let mut looked_at = 0;
    let mut found = Vec::new();
    let own = statements_below("src/hub").into_iter();
    let own = own.filter(|(name, _)| name.contains("doors.rs") || name.contains("membership.rs"));
    for (name, sql) in statements_below("../hub/src").into_iter().chain(own) {
        let is_of_pages =
            !WHOLE.iter().any(|(whole, _)| name.contains(&format!("hub/src/{whole}")));
        if !sql.trim_start().starts_with("select ") || !is_of_pages {
            continue;
        }
        looked_at += 1;
        let (few, many) = (steps(&small, sql), steps(&large, sql));
        if many as f64 > few as f64 * MORE + STEPS_FREE as f64 {
            found.push(format!("{name}: {few} steps become {many}"));
        }
    }
    assert!(looked_at > 50, "the search for statements finds nothing any more: {looked_at}");
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_statement_that_walks_a_table_is_seen() {
    const WALKS: &str = "
        select org_id
        from hub_org
        where city = $1";
    let (few, many) = (steps(&filled(SMALL), WALKS), steps(&filled(SMALL * TIMES), WALKS));
    assert!(many > few * (TIMES - 2) && few > SMALL, "{few} {many}");
}

/// A hub with so many rows in every table. What belongs to one organization, post or event is as much in each.
fn filled(rows: i64) -> Connection {
    let hub = Connection::open_in_memory().unwrap();
    let mut of_hub = MIGRATIONS.iter().filter(|(_, name, _)| name.contains("hub"));
    let (.., made) = of_hub.next().unwrap();
    hub.execute_batch(made).unwrap();
    for table in made.split("create table ").skip(1) {
        let (name, rest) = table.split_once(" (\n").unwrap();
        let (columns, _) = rest.split_once("\n);").unwrap();
        let columns =
            columns.lines().map(str::trim).filter(|line| !line.starts_with("primary key"));
        let values: Vec<String> = columns
            .map(|line| {
                let mut parts = line.split_whitespace();
                value_of(name, parts.next().unwrap(), parts.next().unwrap().trim_end_matches(','))
            })
            .collect();
        let fill = format!(
            "insert into {name}
             with recursive n(n) as (select 0 union all select n + 1 from n where n < {rows} - 1)
             select {} from n",
            values.join(", ")
        );
        hub.execute_batch(&fill).unwrap_or_else(|error| panic!("{name}: {error}\n{fill}"));
    }
    for (.., added) in of_hub {
        hub.execute_batch(added).unwrap();
    }
    hub
}

/// How a column is filled: ids are numbered, so that each is there once; of a kind and standing there are many.
fn value_of(table: &str, column: &str, kind: &str) -> String {
    let of_few = |word: &str| format!("'{word}' || (n % 3)");
    let one_of = |words: [&str; 4]| {
        let [a, b, c, d] = words;
        format!("case n % 4 when 0 then '{a}' when 1 then '{b}' when 2 then '{c}' else '{d}' end")
    };
    match (table, column) {
        // Ten rows for each organization, post and event, told apart by what else is in their key.
        ("hub_check" | "hub_promise" | "hub_plan" | "hub_person", "org_id")
        | ("hub_mark", "post_id")
        | ("hub_guest" | "hub_agreed", "event_id")
        | ("hub_line", "talk_id") => format!("'{column}-' || (n / 10)"),
        ("hub_letter" | "hub_member" | "hub_round" | "hub_campaign", "org_id") => {
            format!("'{column}-' || n")
        }
        ("hub_check", "day") => "'2026-11-' || (10 + n % 10)".to_owned(),
        ("hub_address" | "hub_mark", "kind") => of_few("kind-"),
        ("hub_guest", "standing") => one_of(["in", "waiting", "came", "asked"]),
        ("hub_door", "kind") => one_of(["link", "browser", "link", "browser"]),
        (_, "standing") => one_of(["shown", "member", "waiting", "usual"]),
        (_, "kind" | "tags" | "category" | "language" | "answer" | "commitment") => {
            "'usual'".to_owned()
        }
        (_, "under") => {
            "case when n % 10 = 0 then null else 'post_id-' || (n - n % 10) end".to_owned()
        }
        (_, "from_org" | "to_org" | "plan_org") => {
            format!("'org_id-' || (n / 10 + {})", column.len())
        }
        (_, name) if kind == "bytea" => format!("cast('{name}-' || n as blob)"),
        (_, _) if kind == "bigint" => "n".to_owned(),
        (_, name) => format!("'{name}-' || n"),
    }
}

/// How many steps a statement takes when it is asked for something that is there.
fn steps(hub: &Connection, sql: &str) -> i64 {
    let mut statement = hub.prepare(sql).unwrap();
    let asked: Vec<Box<dyn ToSql>> = (1..=statement.parameter_count())
        .map(|at| asked_for(sql, statement.parameter_name(at).unwrap()))
        .collect();
    let asked: Vec<&dyn ToSql> = asked.iter().map(AsRef::as_ref).collect();
    statement.reset_status(StatementStatus::VmStep);
    let mut rows = statement.query(asked.as_slice()).unwrap();
    while rows.next().unwrap().is_some() {}
    drop(rows);
    i64::from(statement.get_status(StatementStatus::VmStep))
}

/// A value that fits the column beside a parameter.
fn asked_for(sql: &str, sign: &str) -> Box<dyn ToSql> {
    let before = sql.split(sign).next().unwrap_or_default().trim_end();
    let mut words = before.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'));
    let column = words.rfind(|word| !word.is_empty()).unwrap_or_default();
    match column {
        "limit" => Box::new(20_i64),
        "offset" => Box::new(0_i64),
        "kind" | "tags" | "commitment" => Box::new("usual"),
        "standing" => Box::new("shown"),
        "day" => Box::new("2026-11-12"),
        "like" => Box::new("%nothing%"),
        name if name.ends_with("_at") => Box::new(150_i64),
        name if name.ends_with("_hash") || name == "who" => {
            Box::new(format!("{name}-150").into_bytes())
        }
        "from_org" | "to_org" | "plan_org" => Box::new("org_id-15"),
        "under" => Box::new("post_id-150"),
        name => Box::new(format!("{name}-15")),
    }
}
