# What entries mean: headings of what is of now and what is past, and what is not so.

## Before the name of what is not so

title-ruled-out = Ruled out: { $title }
title-not-taken = Not taken: { $title }
title-not-given = Not given: { $title }
title-not-done = Not done: { $title }

## Where things stand, where the day makes untrue what the source said

stands-over = Ended on { $date }
stands-was-planned = Was planned for { $date }. This entry does not say whether it took place.
stands-on-list = Was on the list of { $date }. No newer list says the same: ask whether it still applies.
stands-on-list-of = Was on the list of { $date } from { $source }. No newer list says the same: ask whether it still applies.
stands-on-earlier-list = The list that names it is dated { $date }, before the date shown here. No newer list says the same: ask whether it still applies.
stands-on-earlier-list-of = The list from { $source } that names it is dated { $date }, before the date shown here. No newer list says the same: ask whether it still applies.
stands-only-begun = Nothing says when this was last checked. Ask whether it still applies.

## Lists that do not agree

differs = These lists differ: ask which one is right.
differs-line = { $source }, { $date }: { $what }
differs-line-undated = { $source }: { $what }
differs-source-unknown = A source without a name

## Headings

group-ahead-medications = To be started
group-now-medications = Medicines now
group-old-list-medications = On an older list
group-past-medications = Past medicines
group-not-medications = Not taken, or written down by mistake
group-ahead-allergies = To be checked
group-now-allergies = Allergies and intolerances now
group-old-list-allergies = On an older list
group-past-allergies = No longer active
group-not-allergies = Ruled out, none known, or an error
group-ahead-conditions = To be checked
group-now-conditions = Active now
group-old-list-conditions = Noted at earlier visits
group-past-conditions = Past
group-not-conditions = Ruled out, none known, or an error
group-ahead-vaccines = Planned vaccines
group-now-vaccines = Doses given
group-old-list-vaccines = Recommended some time ago
group-past-vaccines = Doses given
group-not-vaccines = Not given
group-ahead-procedures = Planned
group-now-procedures = Planned
group-old-list-procedures = Planned some time ago
group-past-procedures = Procedures and devices
group-not-procedures = Not done
group-ahead-visits = Still to come
group-now-visits = Going on now
group-old-list-visits = On an older list
group-past-visits = Past visits
group-not-visits = Did not take place, or none known
group-ahead-care-plans = Planned
group-now-care-plans = Active now
group-old-list-care-plans = On an older list
group-past-care-plans = Past
group-not-care-plans = Not carried out
group-ahead-care-team = Planned
group-now-care-team = On the team now
group-old-list-care-team = On an older list
group-past-care-team = Past
group-not-care-team = Not on the team
group-abilities = Functional status: managing daily life
group-life = Habits, life and family
group-ahead-coverage = Planned
group-now-coverage = In force now
group-old-list-coverage = On an older list
group-past-coverage = Past
group-not-coverage = Not in force
