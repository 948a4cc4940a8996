-- What the office looks through, by days.

create index matching_case_closed on matching_case (at) where is_open = 0;
