# What a date is, and what is doubtful about it.

date-of = Date
date-prescribed = Prescribed
date-started = Started
date-taken-on = Taken on
date-filled = Filled
date-prepared = Prepared
date-given = Given
date-noticed = Noticed
date-began = Began
date-recorded = Recorded
date-reported = Reported
date-tested = Tested
date-collected = Collected
date-received = Received
date-done = Done
date-set-for = Set for
date-ordered = Ordered
date-planned = Planned for
date-written = Written
date-answered = Answered
date-service = Date of service

time-am = AM
time-pm = PM
date-time = { $date }, { $time }
date-time-offset = { $date }, { $time } (UTC{ $offset })

date-doubtful = { $date } ({ $doubt })
doubt-unknown = may stand for “not known”
doubt-impossible = this date cannot be right
doubt-future = this date is in the future: ask

## Numbers of identity

number-ends-in = ends in { $last }
